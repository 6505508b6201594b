import type { Metadata } from "next";
import { RegisterAccountForm } from "@/components/accounts/register-account-form";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listAccounts } from "@/lib/services/accounts/list-accounts";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { registerAccountAction } from "../actions";

export const metadata: Metadata = { title: "Register account" };

export default async function NewAccountPage() {
  // Whoever may not read accounts is told as for a page that does not exist.
  await readForPage(listAccounts, await requestContext(null), {}, paths.newAccount());
  return (
    <>
      <PageHeader
        title="Register account"
        sentence="An AWS account of yours in which clusters run."
        breadcrumbs={[{ label: "Accounts", href: paths.accounts() }]}
      />
      <RegisterAccountForm action={registerAccountAction} />
    </>
  );
}
