import type { Metadata } from "next";
import { Hydrated } from "@/components/live/hydrated";
import { sitesQuery } from "@/components/sites/queries";
import { SiteList } from "@/components/sites/site-list";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listSites } from "@/lib/services/sites/list-sites";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Sites" };

export default async function SitesPage() {
  const context = await requestContext(null);
  const data = await readForPage(listSites, context, {}, paths.sites());
  return (
    <>
      <PageHeader
        title="Sites"
        sentence="VMware Cloud Directors in which tenants have clusters. Each organization there is looked at apart."
        actions={
          <LinkButton href={paths.newSite()} variant="primary">
            Register site
          </LinkButton>
        }
      />
      <Hydrated queries={[{ queryKey: sitesQuery().queryKey, data }]}>
        <SiteList now={context.now.toISOString()} />
      </Hydrated>
    </>
  );
}
