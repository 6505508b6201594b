import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
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
  stopSiteActingAction,
  unbindOrganizationAction,
} from "../actions";

export const metadata: Metadata = { title: "Site" };

export default async function SitePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ stop?: string | string[] }>;
}) {
  const { id } = await params;
  const { stop } = await searchParams;
  const context = await requestContext(null);
  const site = await readForPage(getSite, context, { id }, paths.site(id));
  return (
    <KeptFresh queryKey={["site", id]} path={paths.api.site(id)} shown={site} moving={site.checking}>
      <SiteDetail
        site={site}
        now={context.now.toISOString()}
        stopAsked={stop === "1"}
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
    </KeptFresh>
  );
}
