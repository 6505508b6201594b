import type { Metadata } from "next";
import { AccountList } from "@/components/accounts/account-list";
import { accountsQuery } from "@/components/accounts/queries";
import { Hydrated } from "@/components/live/hydrated";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listAccounts } from "@/lib/services/accounts/list-accounts";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Accounts" };

export default async function AccountsPage() {
  const context = await requestContext(null);
  const data = await readForPage(listAccounts, context, {}, paths.accounts());
  return (
    <>
      <PageHeader
        title="Accounts"
        sentence="Your own AWS accounts, in which clusters run. Each Region of an account is looked at apart."
        actions={
          <LinkButton href={paths.newAccount()} variant="primary">
            Register account
          </LinkButton>
        }
      />
      <Hydrated queries={[{ queryKey: accountsQuery().queryKey, data }]}>
        <AccountList now={context.now.toISOString()} />
      </Hydrated>
    </>
  );
}
