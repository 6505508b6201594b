import { isDeepStrictEqual } from "node:util";
import { v7 as uuidv7 } from "uuid";
import type { PlannedExposure } from "@/lib/db/exposure-records";
import type { Blocked, Lights, Plan } from "@/lib/domain/exposures/plan-types";
import { isExposureEnded } from "@/lib/domain/exposures/states";
import { noticesOfExposure } from "@/lib/domain/notifications/exposure-notices";
import type { ExposureUnit } from "./exposure-facts";

/**
 * What is to be written of one exposure after it was planned. `address` is the plan's own, or the one that was reserved
 * in its place; `freeAt` is when an address may be had where none was free.
 */
export function describeExposure(
  { row: { exposure, cluster }, edgeId, attempts, observed }: ExposureUnit,
  plan: Plan,
  { address, freeAt, now }: { address: string | null; freeAt: Date | null; now: Date },
): PlannedExposure {
  const { id, organizationId, clusterId } = exposure;
  const ended = isExposureEnded(plan.state);
  const shown = {
    state: plan.state,
    ending: plan.ending,
    edgeId: edgeId ?? exposure.edgeId,
    address,
    internalAddress: plan.internalAddress,
    blocked: plan.blocked ?? withoutEdge(edgeId, plan),
    wouldSend: plan.wouldSend,
    findings: plan.findings,
    lights: plan.lights,
  };
  return {
    id,
    organizationId,
    clusterId,
    revision: exposure.revision,
    previousState: exposure.state,
    changed: plan.notes.length > 0 || showsAnythingNew(exposure, shown),
    ...shown,
    stateSince: plan.state === exposure.state ? exposure.stateSince : observed.at,
    wanted: plan.ending ? "gone" : exposure.wanted,
    endedAt: ended ? (exposure.endedAt ?? now) : null,
    controlPlaneVmId: plan.controlPlaneVmId,
    memory: plan.memory,
    observedAt: observed.nat ? observed.at : null,
    lookAt: ended ? null : earlier(plan.lookAgainAt, freeAt),
    forgetProbes: ended || (exposure.handshake !== null && address !== exposure.address),
    entityId: plan.entityId,
    events: plan.notes.map((note) => ({
      id: uuidv7(),
      organizationId,
      subjectKind: "exposure",
      subjectId: id,
      at: observed.at,
      kind: note.kind,
      facts: note.facts,
    })),
    notices: noticesOfExposure(
      exposure,
      { ...plan, address },
      { clusterName: cluster.name },
      observed.at,
    ).map(({ kind, key, facts }) => ({
      organizationId,
      kind,
      subject: { kind: "exposure", id },
      at: observed.at,
      dedupeKey: `${kind}/${id}/${key}`,
      facts,
    })),
    settled: plan.settled.flatMap(({ stepKey, outcome, fault }) =>
      attempts
        .filter((attempt) => attempt.stepKey === stepKey && /^(open|accepted|unknown)$/.test(attempt.outcome))
        .map((attempt) => ({ attemptId: attempt.id, outcome, fault })),
    ),
  };
}

/** A cluster whose network has no edge gateway we know of: nothing can be planned, and that is said. */
function withoutEdge(edgeId: string | null, plan: Plan): Blocked | null {
  const waits = edgeId === null && plan.state === "programming" && plan.wouldSend.length === 0;
  return waits ? { code: "edge-unreadable" } : null;
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other;
  return one < other ? one : other;
}

const shownFields = [
  "state",
  "ending",
  "edgeId",
  "address",
  "internalAddress",
  "blocked",
  "wouldSend",
  "findings",
] as const;

type Shown = Pick<ExposureUnit["row"]["exposure"], (typeof shownFields)[number] | "lights">;

/** Compares what pages show. The mere age of a light is nothing new: pages count it up themselves. */
function showsAnythingNew(before: Shown, after: Shown): boolean {
  return (
    shownFields.some((field) => !isSame(before[field], after[field])) ||
    !isSame(ageless(before.lights), ageless(after.lights))
  );
}

// Stored values went through JSON, which writes dates as text and leaves undefined out.
function isSame(stored: unknown, fresh: unknown): boolean {
  return isDeepStrictEqual(throughJson(stored), throughJson(fresh));
}

function throughJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function ageless(lights: Lights | null) {
  if (!lights) return null;
  return Object.entries(lights).map(([name, { at: _at, ...light }]) => [name, light]);
}
