import type { SweptConnection } from "@/lib/db/sweeps";
import type { PeeringSeen, RouteTableSeen, VpcInventory } from "@/lib/domain/connections/observed";
import type { Observed } from "@/lib/domain/connections/plan-types";
import type { AwsSession } from "@/lib/providers/aws/client";
import { findPeeringsById, findPeeringsOfPairs, listPeerings, pairKey } from "@/lib/providers/aws/peering";
import { listRouteTables } from "@/lib/providers/aws/routes";

/** What one sweep read of a place. */
export type Look = {
  /** When it began: nothing that happened later is certain to be in it. */
  at: Date;
  /** It saw every peering of the place, not only those asked for. */
  everything: boolean;
  peerings: PeeringSeen[];
  searchedIds: Set<string>;
  searchedPairs: Set<string>;
  /** Route tables by VPC, for the VPCs that were read. */
  routeTables: Map<string, RouteTableSeen[]>;
};

/** Reads all peerings of a place and all route tables of these VPCs. */
export async function lookAtEverything(session: AwsSession, vpcIds: string[], at: Date): Promise<Look> {
  const [peerings, tables] = await Promise.all([listPeerings(session), listRouteTables(session, vpcIds)]);
  return {
    at,
    everything: true,
    peerings,
    searchedIds: new Set(),
    searchedPairs: new Set(),
    routeTables: groupTables(vpcIds, tables),
  };
}

/** Reads what concerns these connections: all by id, and by pair and with route tables where that is wanted. */
export async function glance(
  session: AwsSession,
  wanted: { row: SweptConnection; pair: boolean; routeTables: boolean }[],
  at: Date,
): Promise<Look> {
  const ids = new Set(wanted.flatMap(({ row, pair }) => (pair ? [] : (row.connection.peeringId ?? []))));
  const pairs = wanted.flatMap(({ row, pair }) =>
    pair ? [{ vpcId: row.cluster.vpcId, peerVpcId: row.connection.vpcId }] : [],
  );
  const vpcIds = [
    ...new Set(wanted.flatMap(({ row, routeTables }) => (routeTables ? [row.cluster.vpcId] : []))),
  ];
  const [byId, byPair, tables] = await Promise.all([
    findPeeringsById(session, ids),
    findPeeringsOfPairs(session, pairs),
    listRouteTables(session, vpcIds),
  ]);
  return {
    at,
    everything: false,
    peerings: [...new Map([...byId, ...byPair].map((peering) => [peering.id, peering])).values()],
    searchedIds: ids,
    searchedPairs: new Set(pairs.map(({ vpcId, peerVpcId }) => pairKey(vpcId, peerVpcId))),
    routeTables: groupTables(vpcIds, tables),
  };
}

function groupTables(vpcIds: string[], tables: RouteTableSeen[]): Map<string, RouteTableSeen[]> {
  const grouped = new Map<string, RouteTableSeen[]>(vpcIds.map((vpcId) => [vpcId, []]));
  for (const table of tables) grouped.get(table.vpcId)?.push(table);
  return grouped;
}

/** Cuts looks down to one connection each. `vpcs` is the latest inventory by VPC. */
export function divideLook(
  look: Look,
  vpcs: Map<string, { inventory: VpcInventory }>,
): (row: SweptConnection) => Observed {
  const byPair = new Map<string, PeeringSeen[]>();
  const byId = new Map<string, PeeringSeen>();
  for (const peering of look.peerings) {
    const key = pairKey(peering.requester.vpcId, peering.accepter.vpcId);
    byPair.set(key, [...(byPair.get(key) ?? []), peering]);
    byId.set(peering.id, peering);
  }
  return ({ connection, cluster }) => {
    const pair = pairKey(cluster.vpcId, connection.vpcId);
    const recorded = connection.peeringId ? byId.get(connection.peeringId) : undefined;
    const ofPair = byPair.get(pair) ?? [];
    const pairSearched = look.everything || look.searchedPairs.has(pair);
    return {
      at: look.at,
      peerings: recorded && !ofPair.includes(recorded) ? [...ofPair, recorded] : ofPair,
      pairSearched,
      peeringSearched:
        pairSearched || (connection.peeringId !== null && look.searchedIds.has(connection.peeringId)),
      routeTables: look.routeTables.get(cluster.vpcId) ?? null,
      vpc: vpcs.get(cluster.vpcId)?.inventory ?? null,
    };
  };
}
