import type { Metadata } from "next";
import { requestWorldQuery } from "@/components/connections/queries";
import { RequestConnectionForm } from "@/components/connections/request-connection-form";
import { Hydrated } from "@/components/live/hydrated";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { emptyRequest, type RequestFormValues } from "@/lib/domain/connections/request-schema";
import { paths } from "@/lib/paths";
import { getConnection } from "@/lib/services/connections/get-connection";
import { getRequestWorld } from "@/lib/services/connections/get-request-world";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { requestConnectionAction } from "../actions";

export const metadata: Metadata = { title: "Request connection" };

export default async function NewConnectionPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<{ cluster?: string | string[]; from?: string | string[] }>;
}) {
  const { organization } = await params;
  const { cluster, from } = await searchParams;
  const context = await requestContext(organization);
  const here = paths.newConnection(organization);
  const world = await readForPage(getRequestWorld, context, {}, here);
  let initial: RequestFormValues = {
    ...emptyRequest,
    clusterId: typeof cluster === "string" ? cluster : "",
  };
  if (typeof from === "string") {
    const past = await readForPage(getConnection, context, { id: from }, here);
    initial = {
      clusterId: past.cluster.id,
      accountId: past.accountId,
      vpcId: past.vpcId,
      cidrs: past.facts.cidrs.join(", "),
      region: past.region,
      dnsResolution: past.facts.dnsResolution,
      name: past.name,
      reason: past.request?.reason ?? "",
    };
  }
  return (
    <>
      <PageHeader
        title="Request connection"
        sentence="Joins a production cluster with a VPC of yours, so that both reach each other on private addresses."
        breadcrumbs={[{ label: "Connections", href: paths.connections(organization) }]}
      />
      {world.mayRequest.ok ? (
        <Hydrated queries={[{ queryKey: requestWorldQuery(organization).queryKey, data: world }]}>
          <RequestConnectionForm
            organization={organization}
            initial={initial}
            action={requestConnectionAction}
            now={context.now.toISOString()}
          />
        </Hydrated>
      ) : (
        <div className="space-y-4">
          <Notice tone="info" title={world.mayRequest.reason} next={world.mayRequest.next} />
          <LinkButton href={paths.connections(organization)}>See all connections</LinkButton>
        </div>
      )}
    </>
  );
}
