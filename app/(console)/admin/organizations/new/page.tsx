import type { Metadata } from "next";
import { CreateOrganizationForm } from "@/components/organizations/create-organization-form";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listOrganizations } from "@/lib/services/organizations/list-organizations";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { createOrganizationAction } from "../actions";

export const metadata: Metadata = { title: "Create organization" };

export default async function NewOrganizationPage() {
  // Whoever may not read organizations is told as for a page that does not exist.
  await readForPage(listOrganizations, await requestContext(null), {}, paths.newOrganization());
  return (
    <>
      <PageHeader
        title="Create organization"
        sentence="For a tenant. Its members and clusters come next."
        breadcrumbs={[{ label: "Organizations", href: paths.organizations() }]}
      />
      <CreateOrganizationForm action={createOrganizationAction} />
    </>
  );
}
