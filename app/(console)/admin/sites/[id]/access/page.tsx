import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ReplaceAccess } from "@/components/sites/replace-access";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { getSite } from "@/lib/services/sites/get-site";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { replaceSiteAuthorityAction, replaceSiteCredentialAction } from "../../actions";

export const metadata: Metadata = { title: "Access to a site" };

export default async function SiteAccessPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ replace?: string | string[] }>;
}) {
  const { id } = await params;
  const what = (await searchParams).replace === "authority" ? "authority" : "credential";
  const site = await readForPage(getSite, await requestContext(null), { id }, paths.siteAccess(id, what));
  if (!site.manage.ok) notFound();
  return (
    <>
      <PageHeader
        title={what === "credential" ? "Replace credential" : "Replace certificate authority"}
        sentence={
          what === "credential"
            ? `As whom Drawbridge signs in at ${site.name}, from the next look on. Now it is ${site.credentialLabel}.`
            : `Whom Drawbridge trusts to vouch for ${site.url}.`
        }
        breadcrumbs={[
          { label: "Sites", href: paths.sites() },
          { label: site.name, href: paths.site(id) },
        ]}
      />
      <ReplaceAccess
        key={what}
        siteId={id}
        what={what}
        action={what === "credential" ? replaceSiteCredentialAction : replaceSiteAuthorityAction}
      />
    </>
  );
}
