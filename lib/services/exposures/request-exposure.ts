import { z } from "zod";
import { loadExposureWorld } from "@/lib/db/exposure-world";
import * as can from "@/lib/domain/exposures/can";
import { dnatStatusOf } from "@/lib/domain/exposures/dnat-view";
import { mayProceed, preflight } from "@/lib/domain/vcd/checks";
import { ServiceError } from "../errors";
import { decideByPolicies } from "../policies/decide-by-policies";
import { demand, type VerbTools, verb } from "../verb";
import { clientCidrs, reason } from "./client-cidrs";
import { insertExposureRequest } from "./insert-exposure-request";
import { loadClusterScene } from "./load-cluster-scene";
import type { ClusterScene } from "./load-vcd-world";

/**
 * Asks that a cluster that is there be exposed, by a rule of Drawbridge's own, for the first time or again. The rule goes
 * with the site's credential, so nobody need be signed in to VCD for it; whoever is, must have the rights there.
 */
export const requestExposure = verb({
  name: "exposures.request",
  kind: "change",
  permission: "exposure.request",
  input: z.object({ clusterId: z.uuid(), clientCidrs, reason }),
  subject: ({ clusterId }) => ({ kind: "cluster", id: clusterId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const scene = await loadClusterScene(tx, actor, { clusterId: input.clusterId, lock: true, now });
    const { found, dnat, exposable, live, by, edge } = scene;
    demand(
      can.requestExposure({
        ...by,
        cluster: exposable,
        live: live && { state: live.exposure.state },
        dnat: dnatStatusOf(dnat).code,
        quota: scene.quota,
      }),
    );
    if (input.clientCidrs.length > 0) demand(can.mayOpenFirewall({ ...by, placeId: exposable.placeId }));
    await refuseWhatPreflightRefuses({ actor, tx, now }, scene, input.clientCidrs);
    const { cluster, site, vcdOrganization } = found;
    const { note, ...asked } = await insertExposureRequest(
      { actor, tx, now },
      {
        act: "expose",
        clusterId: cluster.id,
        clusterName: cluster.name,
        placeId: cluster.placeId,
        siteName: site.name,
        vcdOrganizationName: vcdOrganization.name,
        vdcName: cluster.seen?.vdcName ?? null,
        networkName: cluster.seen?.networkName ?? null,
        edge: edge && { id: edge.edgeId, name: edge.seen.name },
        internalAddress: dnat.nodeAddress,
        controlPlaneVmId: cluster.vm?.id ?? null,
        clientCidrs: input.clientCidrs,
        document: null,
        reason: input.reason,
      },
    );
    audit(note);
    const { organizationId } = actor;
    const { outcome } = await decideByPolicies({ tx, now, audit }, { id: asked.requestId, organizationId });
    return { ...asked, outcome };
  },
});

/** What is known to fail is not asked for; what cannot be read of the edge would fail too. */
async function refuseWhatPreflightRefuses(
  { actor, tx, now }: Pick<VerbTools<unknown>, "actor" | "tx" | "now">,
  scene: ClusterScene,
  clients: string[],
): Promise<void> {
  const lines = await exposePreflight({ actor, tx, now }, scene, clients);
  const unread = lines.find(
    (line) => line.value === "unknown" && (line.key === "edge" || line.key === "addresses"),
  );
  if (mayProceed(lines) && !unread) return;
  const refused = lines.filter((line) => line.stops && line.value === "fail");
  const first = refused[0] ?? unread;
  const full = refused.some((line) => line.key === "addresses");
  const sentences = (refused.length > 0 ? refused : unread ? [unread] : []).map((line) => line.sentence);
  throw new ServiceError(full ? "limit" : "precondition", sentences.join(" "), {
    next: first?.next ?? "Mend what is named, then ask again.",
  });
}

/** What a late exposure meets now, line by line. */
export async function exposePreflight(
  { actor, tx, now }: Pick<VerbTools<unknown>, "actor" | "tx" | "now">,
  scene: ClusterScene,
  clients: string[],
) {
  const { cluster } = scene.found;
  const world = await loadExposureWorld(tx, {
    installationId: scene.dnat.installationId,
    organizationId: actor.organizationId,
    clusterId: cluster.id,
    exposureId: scene.live?.exposure.id ?? null,
    networkName: null,
    edgeId: null,
    rights: scene.dnat.rights ? [...scene.dnat.rights] : null,
  });
  if (!world) return [];
  return preflight(
    {
      ...world.facts,
      purpose: "expose",
      expose: true,
      name: cluster.name,
      networkName: cluster.seen?.networkName ?? "",
      clientCidrs: clients,
    },
    now,
  );
}
