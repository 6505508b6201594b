import { z } from "zod";
import type { EdgeGatewaySeen, UsedAddressSeen } from "@/lib/domain/exposures/observed";
import type { VcdSession } from "./client";
import { urn } from "./identifiers";
import { readList } from "./paging";
import { segment } from "./transport";
import { flag, readAs, reference, subnets, text } from "./wire";

const edges = "/cloudapi/1.0.0/edgeGateways";

/** Path of an edge gateway, for all that lies below it. */
export const edgePath = (edgeGatewayId: string) => `${edges}/${segment(urn("gateway", edgeGatewayId))}`;

const edge = z
  .object({
    id: z.string(),
    name: z.string(),
    status: text,
    edgeGatewayUplinks: z
      .array(
        z.object({
          uplinkId: text,
          uplinkName: text,
          subnets,
          connected: flag(true),
          usingIpSpace: flag(false),
        }),
      )
      .nullish(),
    gatewayBacking: z.object({ gatewayType: text }).nullish(),
    orgVdc: reference,
    ownerRef: reference,
    orgRef: reference,
  })
  .transform(
    (wire): EdgeGatewaySeen => ({
      id: wire.id,
      name: wire.name,
      status: wire.status || "UNKNOWN",
      nsxT: wire.gatewayBacking?.gatewayType === "NSXT_BACKED",
      owner: wire.ownerRef ?? wire.orgVdc,
      organization: wire.orgRef,
      uplinks: (wire.edgeGatewayUplinks ?? []).map((uplink) => ({
        id: uplink.uplinkId,
        name: uplink.uplinkName,
        subnets: uplink.subnets,
        usesIpSpaces: uplink.usingIpSpace,
        connected: uplink.connected,
      })),
    }),
  );

/** Edge gateways the organization can use, those of its VDC groups included. */
export function listEdgeGateways(session: VcdSession): Promise<EdgeGatewaySeen[]> {
  const query = { filter: "(_context==includeAccessible)" };
  return readList(session, "ListEdgeGateways", edges, edge, { query });
}

/** One edge gateway, with its status now. An unknown one is a 403, as one that may not be seen. */
export async function getEdgeGateway(session: VcdSession, edgeGatewayId: string): Promise<EdgeGatewaySeen> {
  const action = "GetEdgeGateway";
  return readAs(edge, await session.read(action, edgePath(edgeGatewayId)), action);
}

const usedAddress = z.object({ ipAddress: z.string(), category: text, networkRef: reference }).transform(
  ({ ipAddress, category, networkRef }): UsedAddressSeen => ({
    address: ipAddress,
    category,
    networkId: networkRef?.id ?? null,
  }),
);

/** Every use of the edge's external addresses. Nothing here is reserved: the next reader sees the same free ones. */
export function listUsedAddresses(session: VcdSession, edgeGatewayId: string): Promise<UsedAddressSeen[]> {
  return readList(session, "ListUsedAddresses", `${edgePath(edgeGatewayId)}/usedIpAddresses`, usedAddress);
}
