import { readPlaceHealth } from "@/lib/db/clusters";
import { type CreatePlaceRow, listCreatePlaces } from "@/lib/db/create-places";
import { readQuotas } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import {
  readClustersOfPlaces,
  readEdgeHolders,
  readEdges,
  readReservations,
  readVcdInventory,
  type VcdEdgeRow,
} from "@/lib/db/vcd-clusters";
import type { VcdPerson } from "@/lib/db/vcd-sessions";
import type { Quota } from "@/lib/domain/organizations/can";
import type { ActWorld } from "@/lib/domain/vcd/acts-can";
import type { RdeVersion } from "@/lib/domain/vcd/cluster-config";
import type { EdgeFacts } from "@/lib/domain/vcd/create-choices";
import { madeVersion } from "@/lib/domain/vcd/made-version";
import type { Actor } from "../context";
import { loadVcdPerson } from "../vcd-person";

/** Everything that creating a cluster in one organization of VCD depends on, as last read. */
export type CreatePlaceFacts = CreatePlaceRow & {
  world: ActWorld;
  person: VcdPerson | null;
  version: RdeVersion | null;
  inventory: Awaited<ReturnType<typeof readVcdInventory>>;
  edges: Map<string, EdgeFacts & { row: VcdEdgeRow; heldBy: string | null }>;
  clusters: Awaited<ReturnType<typeof readClustersOfPlaces>>;
  health: { sweptAt: Date | null; failures: number } | null;
  /** Exposures of the whole organization. */
  exposureQuota: Quota;
};

/** The organizations of VCD that clusters could be made in; one of them where its place is given. */
export async function loadCreatePlaces(
  tx: Transaction,
  actor: Actor,
  now: Date,
  placeId?: string,
): Promise<CreatePlaceFacts[]> {
  const person = await loadVcdPerson(tx, actor, now);
  const places = await listCreatePlaces(tx, actor.organizationId, placeId);
  const facts: CreatePlaceFacts[] = [];
  const exposureQuota = (await readQuotas(tx, actor.organizationId)).exposures;
  for (const place of places) {
    facts.push({ ...(await loadFacts(tx, actor, place, person)), exposureQuota });
  }
  return facts;
}

async function loadFacts(
  tx: Transaction,
  { role }: Actor,
  place: CreatePlaceRow,
  person: VcdPerson | null,
): Promise<Omit<CreatePlaceFacts, "exposureQuota">> {
  const { placeId, site } = place;
  const health = (await readPlaceHealth(tx, [placeId])).get(placeId) ?? null;
  return {
    ...place,
    person,
    world: {
      role,
      person,
      placeId,
      site,
      held: health?.held ? { by: "place", reason: health.heldReason } : null,
    },
    version: madeVersion(site.versions, site.cseServer),
    inventory: await readVcdInventory(tx, placeId),
    edges: await loadEdgeFacts(tx, site.id, placeId),
    clusters: await readClustersOfPlaces(tx, [placeId]),
    health,
  };
}

async function loadEdgeFacts(
  tx: Transaction,
  siteId: string,
  placeId: string,
): Promise<CreatePlaceFacts["edges"]> {
  const rows = await readEdges(tx, [placeId]);
  const at = { siteId, edgeIds: rows.map(({ edgeId }) => edgeId) };
  const reservations = await readReservations(tx, at);
  const holders = await readEdgeHolders(tx, at);
  return new Map(
    rows.map((row) => [
      row.edgeId,
      {
        row,
        seen: row.seen,
        used: row.used,
        rules: row.nat?.rules ?? null,
        reservations: reservations.filter(({ edgeId }) => edgeId === row.edgeId),
        heldBy: holders.get(row.edgeId)?.clusterName ?? null,
      },
    ]),
  );
}
