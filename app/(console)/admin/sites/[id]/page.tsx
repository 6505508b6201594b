import type { Metadata } from "next";
import { Hydrated } from "@/components/live/hydrated";
import { siteQuery } from "@/components/sites/queries";
import { ReplaceAccess } from "@/components/sites/replace-access";
import { SiteDetail } from "@/components/sites/site-detail";
import { paths } from "@/lib/paths";
import { getSite } from "@/lib/services/sites/get-site";
import { readForPage, requestContext } from "@/lib/services/web-context";
import {
  bindOrganizationAction,
  checkSiteAction,
  holdOrganizationAction,
  letSiteActAction,
  releaseOrganizationAction,
  replaceSiteAuthorityAction,
  replaceSiteCredentialAction,
  stopSiteActingAction,
  unbindOrganizationAction,
} from "../actions";

export const metadata: Metadata = { title: "Site" };

export default async function SitePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ stop?: string | string[]; replace?: string | string[] }>;
}) {
  const { id } = await params;
  const { stop, replace } = await searchParams;
  const context = await requestContext(null);
  const data = await readForPage(getSite, context, { id }, paths.site(id));
  return (
    <Hydrated queries={[{ queryKey: siteQuery(id).queryKey, data }]}>
      <SiteDetail
        id={id}
        now={context.now.toISOString()}
        stopAsked={stop === "1"}
        replacing={
          replace === "credential" || replace === "authority" ? (
            <ReplaceAccess
              key={replace}
              siteId={id}
              what={replace}
              action={replace === "credential" ? replaceSiteCredentialAction : replaceSiteAuthorityAction}
            />
          ) : null
        }
        actions={{
          letAct: letSiteActAction,
          stopActing: stopSiteActingAction,
          check: checkSiteAction,
          bind: bindOrganizationAction,
          unbind: unbindOrganizationAction,
          hold: holdOrganizationAction,
          release: releaseOrganizationAction,
        }}
      />
    </Hydrated>
  );
}
