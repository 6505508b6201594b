import { v7 as uuidv7 } from "uuid";
import { insertRequestedExposure } from "@/lib/db/exposures";
import { lockQuotas } from "@/lib/db/organizations";
import { expiresFrom } from "@/lib/db/request-notices";
import { announceChange } from "@/lib/db/signals";
import { violatedUniqueness } from "@/lib/db/violations";
import { apiPort, type Way } from "@/lib/domain/exposures/plan-types";
import { addExposure } from "@/lib/domain/organizations/can";
import type { ExposureTerms } from "@/lib/domain/requests/requests";
import { ServiceError } from "../errors";
import { digestTerms } from "../requests/digest-terms";
import { type AuditNote, demand, type VerbTools } from "../verb";

/** What is asked for: with a cluster that CSE is to make (`create`), or for one that is there (`expose`). */
export type ExposureAsk = {
  act: "create" | "expose";
  /** The row in `vcd_clusters`; for `create` it is inserted before, in the same transaction. */
  clusterId: string;
  clusterName: string;
  placeId: string;
  siteName: string;
  /** VCD's name of its organization. */
  vcdOrganizationName: string;
  vdcName: string | null;
  networkName: string | null;
  /** Null where the network's edge gateway is not known. */
  edge: { id: string; name: string } | null;
  /** Control plane's address and machine; null for a cluster that is not made yet. */
  internalAddress: string | null;
  controlPlaneVmId: string | null;
  /** Clients that the edge's firewall is to let in, canonical CIDRs; empty = the firewall is left alone. */
  clientCidrs: string[];
  /** For `create`: the document as CSE will be sent it, in YAML. */
  document: string | null;
  reason: string;
};

/**
 * Adds an exposure that waits for approval and the request for it, in the verb's own transaction. The caller has judged
 * that it may be asked for, records `note`, then lets the rules decide; a second live exposure of one cluster is refused
 * (`conflict`), and so is one more than the organization may have (`limit`).
 */
export async function insertExposureRequest(
  { actor, tx, now }: Pick<VerbTools<unknown>, "actor" | "tx" | "now">,
  ask: ExposureAsk,
): Promise<{ exposureId: string; requestId: string; note: AuditNote }> {
  const { organizationId } = actor;
  // Exactly: of however many who ask at once, the last free one goes to one.
  demand(addExposure((await lockQuotas(tx, organizationId, "exposures")).exposures));
  const exposureId = uuidv7();
  const requestId = uuidv7();
  const way: Way = ask.act === "create" ? "cse" : "rule";
  const terms: ExposureTerms = {
    kind: "exposure",
    act: ask.act,
    exposureId,
    clusterId: ask.clusterId,
    clusterName: ask.clusterName,
    siteName: ask.siteName,
    vcdOrganizationName: ask.vcdOrganizationName,
    vdcName: ask.vdcName,
    networkName: ask.networkName,
    edgeId: ask.edge?.id ?? null,
    edgeName: ask.edge?.name ?? null,
    internalAddress: ask.internalAddress,
    port: apiPort,
    clientCidrs: ask.clientCidrs,
    document: ask.document,
  };
  try {
    await insertRequestedExposure(
      tx,
      {
        id: exposureId,
        organizationId,
        clusterId: ask.clusterId,
        placeId: ask.placeId,
        way,
        edgeId: terms.edgeId,
        internalAddress: ask.internalAddress,
        controlPlaneVmId: ask.controlPlaneVmId,
        state: "awaiting-approval",
        stateSince: now,
        firewall: ask.clientCidrs.length > 0 ? { clientCidrs: ask.clientCidrs, wanted: "open" } : null,
        requestedBy: actor.personId,
        createdAt: now,
      },
      {
        id: requestId,
        organizationId,
        kind: "exposure",
        subjectId: exposureId,
        state: "waiting",
        terms,
        termsDigest: digestTerms(terms),
        reason: ask.reason,
        requestedBy: actor.personId,
        requestedAt: now,
        expiresAt: await expiresFrom(tx, now),
      },
    );
  } catch (error) {
    if (violatedUniqueness(error) !== "exposures_one_live") throw error;
    throw new ServiceError("conflict", `${ask.clusterName} has an exposure already.`, {
      next: "Open it: one exposure at a time.",
    });
  }
  await announceChange(tx, { organizationId, kind: "exposures", id: exposureId });
  await announceChange(tx, { organizationId, kind: "clusters", id: ask.clusterId });
  await announceChange(tx, { organizationId, kind: "requests", id: requestId });
  const note = { subject: { kind: "exposure", id: exposureId }, facts: { requestId, ...terms } };
  return { exposureId, requestId, note };
}
