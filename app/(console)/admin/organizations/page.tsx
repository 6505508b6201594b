import type { Metadata } from "next";
import { Hydrated } from "@/components/live/hydrated";
import { OrganizationList } from "@/components/organizations/organization-list";
import { organizationsQuery } from "@/components/organizations/queries";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listOrganizations } from "@/lib/services/organizations/list-organizations";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Organizations" };

export default async function OrganizationsPage() {
  const data = await readForPage(listOrganizations, await requestContext(null), {}, paths.organizations());
  return (
    <>
      <PageHeader
        title="Organizations"
        sentence="Tenants, their people and their limits. None sees anything of another."
        actions={
          <LinkButton href={paths.newOrganization()} variant="primary">
            Create organization
          </LinkButton>
        }
      />
      <Hydrated queries={[{ queryKey: organizationsQuery().queryKey, data }]}>
        <OrganizationList />
      </Hydrated>
    </>
  );
}
