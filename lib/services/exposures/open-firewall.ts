import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { expiresFrom } from "@/lib/db/request-notices";
import { insertRequest } from "@/lib/db/requests";
import { announceChange } from "@/lib/db/signals";
import { violatedUniqueness } from "@/lib/db/violations";
import * as can from "@/lib/domain/exposures/can";
import { apiPort } from "@/lib/domain/exposures/plan-types";
import type { ExposureTerms } from "@/lib/domain/requests/requests";
import { ServiceError } from "../errors";
import { decideByPolicies } from "../policies/decide-by-policies";
import { digestTerms } from "../requests/digest-terms";
import { demand, verb } from "../verb";
import { clientCidrs, reason } from "./client-cidrs";
import { demandLive, loadClusterScene } from "./load-cluster-scene";

const missing = "Give the addresses that clients come from, such as 198.51.100.0/24.";

/** Asks that the edge's firewall let given clients in, beside an exposure that is there. A rule decides, or an admin. */
export const openFirewall = verb({
  name: "exposures.open-firewall",
  kind: "change",
  permission: "exposure.request",
  input: z.object({
    clusterId: z.uuid(),
    clientCidrs: clientCidrs.refine((cidrs) => cidrs.length > 0, missing),
    reason,
    exposureId: z.uuid().optional(),
  }),
  subject: ({ clusterId }) => ({ kind: "cluster", id: clusterId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organizationId } = actor;
    const scene = await loadClusterScene(tx, actor, { clusterId: input.clusterId, lock: true, now });
    demandLive(scene, input.exposureId);
    const { live, found, by, edge, dnat } = scene;
    const { cluster, site, vcdOrganization } = found;
    demand(
      can.openFirewall({
        ...by,
        placeId: cluster.placeId,
        live: live && { state: live.exposure.state },
        waiting: dnat.waitingOpening !== null,
      }),
    );
    if (!live) throw new Error(`Cluster ${cluster.id} has no live exposure`);
    const requestId = uuidv7();
    const exposureId = live.exposure.id;
    const terms: ExposureTerms = {
      kind: "exposure",
      act: "open-firewall",
      exposureId,
      clusterId: cluster.id,
      clusterName: cluster.name,
      siteName: site.name,
      vcdOrganizationName: vcdOrganization.name,
      vdcName: cluster.seen?.vdcName ?? null,
      networkName: cluster.seen?.networkName ?? null,
      edgeId: edge?.edgeId ?? null,
      edgeName: edge?.seen.name ?? null,
      internalAddress: live.exposure.internalAddress,
      port: apiPort,
      clientCidrs: input.clientCidrs,
      document: null,
    };
    try {
      await insertRequest(tx, {
        id: requestId,
        organizationId,
        kind: "exposure",
        subjectId: exposureId,
        state: "waiting",
        terms,
        termsDigest: digestTerms(terms),
        reason: input.reason,
        requestedBy: actor.personId,
        requestedAt: now,
        expiresAt: await expiresFrom(tx, now),
      });
    } catch (error) {
      if (violatedUniqueness(error) !== "requests_one_waiting") throw error;
      throw new ServiceError("conflict", "A request about this exposure waits already.", {
        next: "Withdraw that one to ask anew.",
      });
    }
    audit({
      subject: { kind: "exposure", id: exposureId },
      facts: { requestId, clientCidrs: input.clientCidrs, reason: input.reason, clusterName: cluster.name },
    });
    await announceChange(tx, { organizationId, kind: "exposures", id: exposureId });
    await announceChange(tx, { organizationId, kind: "clusters", id: cluster.id });
    await announceChange(tx, { organizationId, kind: "requests", id: requestId });
    const { outcome } = await decideByPolicies({ tx, now, audit }, { id: requestId, organizationId });
    return { exposureId, requestId, outcome };
  },
});
