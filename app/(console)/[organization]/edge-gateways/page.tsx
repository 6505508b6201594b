import type { Metadata } from "next";
import { EdgeGatewayList } from "@/components/edge-gateways/edge-gateway-list";
import { KeptFresh } from "@/components/live/kept-fresh";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listEdgeGateways } from "@/lib/services/exposures/list-edge-gateways";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Edge gateways" };

export default async function EdgeGatewaysPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const context = await requestContext(organization);
  const list = await readForPage(listEdgeGateways, context, {}, paths.edgeGateways(organization));
  return (
    <>
      <PageHeader
        title="Edge gateways"
        sentence="Where your networks in VMware Cloud Director meet the outside: the external addresses, and the rules that lead inside."
      />
      <KeptFresh
        queryKey={["edge-gateways", organization]}
        path={paths.api.edgeGateways(organization)}
        shown={list}
        moving={list.edges.some((edge) => edge.busy !== null)}
      >
        <EdgeGatewayList list={list} organization={organization} now={context.now.toISOString()} />
      </KeptFresh>
    </>
  );
}
