import { z } from "zod";
import { readExposureHistory } from "@/lib/db/exposure-history";
import { findExposure, listRequestsOfExposure } from "@/lib/db/exposures";
import { namePeople } from "@/lib/db/people";
import { readPolicyParts } from "@/lib/db/policies";
import type { Transaction } from "@/lib/db/pool";
import type { requests } from "@/lib/db/schema/requests";
import { fromStored } from "@/lib/db/stored";
import { listClusterTasks } from "@/lib/db/vcd-clusters";
import type { ExposureSources } from "@/lib/domain/exposures/exposure-view";
import { viewExposure } from "@/lib/domain/exposures/exposure-view";
import { isExposureEnded } from "@/lib/domain/exposures/states";
import type { ExposureView } from "@/lib/domain/exposures/views";
import { namePolicy } from "@/lib/domain/policies/rule";
import type { TaskSeen } from "@/lib/domain/vcd/observed";
import type { TaskSources } from "@/lib/domain/vcd/task-view";
import { notFound } from "../errors";
import { verb } from "../verb";
import { neighboursOf } from "./line-of";
import { loadClusterScene } from "./load-cluster-scene";
import { liveSources } from "./load-vcd-world";

const tasksShown = 20;

/** An exposure with everything that its page shows. */
export const getExposure = verb({
  name: "exposures.get",
  kind: "read",
  permission: "cluster.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx, now }): Promise<ExposureView> => {
    const { organizationId } = actor;
    const found = await findExposure(tx, { organizationId, id: input.id });
    if (!found) throw notFound("exposure");
    const { exposure } = found;
    const scene = await loadClusterScene(tx, actor, { clusterId: exposure.clusterId, now });
    const { cluster } = scene.found;
    const asked = await listRequestsOfExposure(tx, { organizationId, exposureId: exposure.id });
    const first = asked.find(({ terms }) => terms.kind === "exposure" && terms.act !== "open-firewall");
    const own = { organizationId, exposureIds: [exposure.id] };
    const ended = isExposureEnded(exposure.state);
    return viewExposure(
      {
        by: scene.by,
        quota: scene.quota,
        row: { ...exposure, handshake: liveSources(found).handshake },
        near: neighboursOf(found),
        cluster: { ...scene.exposable, heldAt: cluster.heldAt, heldReason: cluster.heldReason },
        place: scene.place,
        live: scene.live && { state: scene.live.exposure.state },
        // What an ended one left behind is told as of the cluster alone.
        dnat: ended ? { ...scene.dnat, live: null } : scene.dnat,
        requestedBy: found.requestedByName,
        request: first ? await requestOf(tx, first) : null,
        tasks: await tasksOf(tx, {
          placeId: exposure.placeId,
          clusterId: exposure.clusterId,
          exposureIds: [exposure.id],
          since: exposure.createdAt,
          until: exposure.endedAt,
        }),
        history: { clusterName: cluster.name, ...(await readExposureHistory(tx, own)) },
      },
      now,
    );
  },
});

async function requestOf(
  tx: Transaction,
  row: typeof requests.$inferSelect,
): Promise<ExposureSources["request"]> {
  const names = await namePeople(tx, row.decidedBy ? [row.decidedBy] : []);
  const policy = (await readPolicyParts(tx, [row])).get(row.id) ?? null;
  const by = policy?.part === "approved" || policy?.part === "denied" ? namePolicy(policy) : null;
  return {
    id: row.id,
    state: row.state,
    reason: row.reason,
    decidedBy: row.decidedBy ? (names.get(row.decidedBy) ?? null) : by,
    decidedAt: row.decidedAt,
    note: row.note,
    policy,
  };
}

/** The cluster's tasks while the exposure lived, newest first. */
async function tasksOf(
  tx: Transaction,
  scope: {
    placeId: string;
    clusterId: string;
    exposureIds: string[];
    since: Date;
    until: Date | null;
  },
): Promise<TaskSources[]> {
  const rows = await listClusterTasks(tx, { ...scope, limit: tasksShown });
  return rows
    .filter(({ seenAt }) => seenAt >= scope.since)
    .filter(({ firstSeenAt }) => scope.until === null || firstSeenAt <= scope.until)
    .map(toTaskSources);
}

export function toTaskSources(row: Awaited<ReturnType<typeof listClusterTasks>>[number]): TaskSources {
  const { steps, firstSeenAt, seenAt, endedAt } = row;
  return { seen: fromStored<Omit<TaskSeen, "result">>(row.seen), steps, firstSeenAt, seenAt, endedAt };
}
