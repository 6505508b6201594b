import { v7 as uuidv7 } from "uuid";
import { findLiveAct, insertClusterAct } from "@/lib/db/cluster-acts";
import { readPlaceHealth } from "@/lib/db/clusters";
import type { Transaction } from "@/lib/db/pool";
import { findVcdCluster, type VcdClusterFound } from "@/lib/db/vcd-clusters";
import type { VcdPerson } from "@/lib/db/vcd-sessions";
import { violatedUniqueness } from "@/lib/db/violations";
import type { ActInput } from "@/lib/domain/vcd/acts";
import type { ActCluster, ActWorld } from "@/lib/domain/vcd/acts-can";
import type { Actor } from "../context";
import { notFound, ServiceError } from "../errors";
import { loadVcdPerson } from "../vcd-person";
import type { VerbTools } from "../verb";

/** A cluster of VCD that somebody would have CSE change, and what decides whether they may. */
export type ActedCluster = {
  found: VcdClusterFound;
  person: VcdPerson | null;
  world: ActWorld;
  cluster: ActCluster;
};

/** A cluster of the organization acted in; another one's answers as a missing one. `lock` it to change it. */
export async function loadActedCluster(
  tx: Transaction,
  actor: Actor,
  id: string,
  now: Date,
  options: { lock?: boolean } = {},
): Promise<ActedCluster> {
  const { organizationId, role } = actor;
  const found = await findVcdCluster(tx, { organizationId, id, ...options });
  if (!found) throw notFound("cluster");
  const { cluster, site } = found;
  const person = await loadVcdPerson(tx, actor, now);
  const place = (await readPlaceHealth(tx, [cluster.placeId])).get(cluster.placeId);
  const held = cluster.heldAt
    ? ({ by: "cluster", reason: cluster.heldReason } as const)
    : place?.held
      ? ({ by: "place", reason: place.heldReason } as const)
      : null;
  const live = await findLiveAct(tx, { organizationId, clusterId: id });
  const { name, dialect, kind, seen, goneAt } = cluster;
  return {
    found,
    person,
    world: { role, person, placeId: cluster.placeId, site, held },
    cluster: { name, dialect, kind, seen, gone: goneAt !== null, live },
  };
}

/** Puts down an act that was let through, to be sent in the person's own name, and records it. One at a time a cluster. */
export async function insertAct(
  { actor, tx, now }: Pick<VerbTools<unknown>, "actor" | "tx" | "now">,
  { found, person }: ActedCluster,
  input: ActInput,
): Promise<{ actId: string }> {
  if (!person) throw new Error("An act without a person was let through.");
  const actId = uuidv7();
  const { cluster } = found;
  try {
    await insertClusterAct(tx, {
      id: actId,
      organizationId: actor.organizationId,
      placeId: cluster.placeId,
      clusterId: cluster.id,
      kind: input.kind,
      input,
      personId: actor.personId,
      vcdSessionId: person.vcdSessionId,
      state: "waiting",
      createdAt: now,
    });
  } catch (error) {
    if (violatedUniqueness(error) !== "cluster_acts_one_live") throw error;
    throw new ServiceError("conflict", `Something else is under way on ${cluster.name}.`, {
      next: "Wait until it has ended: one thing at a time.",
    });
  }
  return { actId };
}
