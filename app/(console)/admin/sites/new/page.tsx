import type { Metadata } from "next";
import { RegisterSiteForm } from "@/components/sites/register-site-form";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listSites } from "@/lib/services/sites/list-sites";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { registerSiteAction } from "../actions";

export const metadata: Metadata = { title: "Register site" };

export default async function NewSitePage() {
  // Whoever may not read sites is told as for a page that does not exist.
  await readForPage(listSites, await requestContext(null), {}, paths.newSite());
  return (
    <>
      <PageHeader
        title="Register site"
        sentence="A VMware Cloud Director of yours in which tenants have clusters."
        breadcrumbs={[{ label: "Sites", href: paths.sites() }]}
      />
      <RegisterSiteForm action={registerSiteAction} />
    </>
  );
}
