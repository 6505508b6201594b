import { examineDnat } from "./dnat-status";
import {
  block,
  blockedByFault,
  type Draft,
  find,
  isPending,
  isQuiet,
  isRunning,
  lastAttempt,
  lookAgainBy,
  millis,
  say,
  startDraft,
} from "./draft";
import { finding } from "./findings";
import { completeLights } from "./lights";
import { cseHoldsEdge, cseRules, planCse } from "./plan-cse";
import { planFirewall } from "./plan-firewall";
import { endingOfGoneCluster, planRemoval } from "./plan-removal";
import { planRule } from "./plan-rule";
import type { ExposureIntent, Observed, Plan, Step } from "./plan-types";
import { settleAttempts } from "./settle-attempts";
import { isExposureEnded } from "./states";
import { movingMs, readBackMs, secondLookMs } from "./timing";

/**
 * What one look at VCD means for one exposure, and what to send next. Pure and total: the same arguments give the same
 * plan, and no observation makes it throw. The caller records the plan before it sends the step, and writes an attempt
 * before each call.
 */
export function plan(intent: ExposureIntent, observed: Observed, now: Date): Plan {
  const draft = startDraft(intent, observed, now);
  if (intent.state === "awaiting-approval" || isExposureEnded(intent.state)) return conclude(draft, true);

  followEntity(draft);
  followNode(draft);
  settleAttempts(draft);
  if (observed.edgeFault && (!observed.edge || !observed.nat)) {
    block(draft, { ...blockedByFault(observed.edgeFault, null), code: "edge-unreadable" });
  }
  if (draft.ending === null && intent.wanted === "exposed" && draft.memory.entityGoneAt !== undefined) {
    draft.ending = endingOfGoneCluster(draft);
  }
  const leaving = (): boolean =>
    intent.wanted === "gone" || intent.state === "withdrawing" || draft.ending !== null;
  if (!leaving()) {
    if (intent.way === "rule") planRule(draft);
    else planCse(draft);
    if (draft.state === "exposed" && draft.sendable.length === 0) planFirewall(draft);
  }
  if (leaving()) planRemoval(draft);
  examine(draft);
  return conclude(draft, false);
}

/** The cluster's entity: found by its name the first time, believed gone after two looks. */
function followEntity(draft: Draft): void {
  const { observed, memory, intent } = draft;
  if (observed.entity) {
    draft.entityId ??= observed.entity.id;
    memory.entitySeenAt = observed.at.toISOString();
    memory.entityMissedAt = undefined;
    memory.entityGoneAt = undefined;
    return;
  }
  draft.entityId ??= lastAttempt(draft, "ask-cse-create")?.entityId ?? null;
  if (!observed.entitySearched || draft.entityId === null || memory.entityGoneAt !== undefined) return;
  const at = observed.at.getTime();
  const missed = millis(memory.entityMissedAt);
  if (missed === null) {
    memory.entityMissedAt = observed.at.toISOString();
    lookAgainBy(draft, at + secondLookMs);
  } else if (at - missed >= secondLookMs) {
    memory.entityGoneAt = observed.at.toISOString();
    say(draft, "entity-gone", { cluster: intent.cluster.name });
  } else lookAgainBy(draft, missed + secondLookMs);
}

/** Address of the control plane as it is now: of its machine, else what the entity says of it; null if not known. */
export function nodeAddress(observed: Pick<Observed, "vm" | "entity">): string | null {
  return observed.vm?.address ?? observed.entity?.controlPlane?.address ?? null;
}

/** Ties the exposure to the node at first sight; later changes are said, never followed. */
function followNode(draft: Draft): void {
  const address = nodeAddress(draft.observed);
  const { vm } = draft.observed;
  if (draft.intent.way === "rule" || draft.memory.ruleSeenAt === undefined) draft.internalAddress ??= address;
  if (draft.internalAddress === address) draft.controlPlaneVmId ??= vm?.id ?? null;
  const moved = address !== null && draft.internalAddress !== null && address !== draft.internalAddress;
  const replaced = vm !== null && draft.controlPlaneVmId !== null && vm.id !== draft.controlPlaneVmId;
  if (moved || replaced) {
    const facts = { was: draft.internalAddress ?? "", is: address ?? "" };
    find(draft, finding("node-moved", "bad", facts));
  }
}

function examine(draft: Draft): void {
  const { intent, observed, memory } = draft;
  const status = examineDnat({
    installationId: intent.installationId,
    cluster: { ...intent.cluster, entityId: draft.entityId },
    entity: observed.entity,
    entityGone: memory.entityGoneAt !== undefined,
    nodeAddress: nodeAddress(observed),
    edge: observed.edge,
    nat: observed.nat,
    missingRight: null,
    unexposedBefore: intent.wanted === "gone",
    knownNodes: observed.knownNodes,
    exposure: {
      id: intent.id,
      way: intent.way,
      wanted: draft.ending === null && intent.wanted === "exposed",
      address: draft.address,
      internalAddress: draft.internalAddress,
      seenBefore: memory.ruleSeenAt !== undefined,
    },
  });
  const known = new Set(draft.findings.map((one) => one.code));
  for (const one of status.findings) if (!known.has(one.code)) draft.findings.push(one);
  const isMissed = draft.findings.some((one) => one.code === "says-exposed-no-rule");
  if (memory.closedAs === "missing" && observed.nat && !isMissed && draft.ending === null) {
    find(draft, finding("rule-missing", "bad", { address: draft.address ?? "" }));
  }
  noteFindings(draft);
}

/** Says each finding once when it comes and once when it is over. */
function noteFindings(draft: Draft): void {
  if (draft.observed.nat === null) return;
  const before = draft.memory.noted ?? [];
  const now = [
    ...new Set(draft.findings.filter((one) => one.level !== "info").map((one) => one.code)),
  ].sort();
  for (const one of draft.findings) {
    if (one.level === "info" || before.includes(one.code)) continue;
    say(draft, "finding", { code: one.code, level: one.level, ...one.facts });
  }
  for (const code of before) if (!now.some((one) => one === code)) say(draft, "finding-over", { code });
  draft.memory.noted = now;
}

/** Why the edge takes no change now; null where it does. */
function edgeGate(draft: Draft, step: Step): Plan["blocked"] {
  const { intent, observed } = draft;
  if (!intent.edgeLock.mine) return { code: "waiting-edge", by: intent.edgeLock.by };
  // Before there is a cluster its edge may not be known; CSE finds it by the network.
  if (step.kind === "ask-cse-create" && !observed.edge && !observed.edgeFault) return null;
  if (!observed.edge || !observed.nat || !observed.edgeTasks) {
    return {
      code: observed.edgeFault ? "edge-unreadable" : "edge-busy",
      ...(observed.edgeFault ? { fault: observed.edgeFault } : {}),
    };
  }
  const status = observed.edge.status !== "REALIZED" ? observed.edge.status : observed.nat.status;
  if (status === "REALIZATION_FAILED") return { code: "edge-failed" };
  if (!isQuiet(draft)) {
    const task = observed.edgeTasks.find((one) => isRunning(one.status));
    return { code: "edge-busy", facts: { status, ...(task ? { operation: task.operationName } : {}) } };
  }
  return null;
}

/** Holds back what may not be sent, and puts the plan together. */
function conclude(draft: Draft, rests: boolean): Plan {
  const { intent, now } = draft;
  let steps = draft.sendable.slice(0, 1);
  const wouldSend = [...draft.wanted];
  const needsToken = steps[0]?.kind.startsWith("ask-cse") && intent.token === "missing";
  if (needsToken) steps = [];
  const gate = steps[0] ? edgeGate(draft, steps[0]) : null;
  if (gate) {
    block(draft, gate);
    lookAgainBy(draft, now.getTime() + movingMs);
    steps = [];
  }
  if (wouldSend.length > 0) {
    if (intent.held) draft.blocked = { code: "held", heldBy: intent.held.by };
    else if (intent.mode === "observe") draft.blocked = { code: "observe-only" };
  }
  const still = intent.held !== null || intent.mode === "observe";
  if (still) steps = [];
  if (steps.length > 0) lookAgainBy(draft, now.getTime() + readBackMs);
  if (draft.state !== intent.state) say(draft, "state-changed", { from: intent.state, to: draft.state });
  const over = isExposureEnded(draft.state);
  const lights = completeLights(draft);
  return {
    state: draft.state,
    ending: draft.ending,
    entityId: draft.entityId,
    address: draft.address,
    internalAddress: draft.internalAddress,
    controlPlaneVmId: draft.controlPlaneVmId,
    blocked: rests ? null : draft.blocked,
    steps,
    wouldSend,
    giveUpAddress: still ? null : draft.giveUpAddress,
    needsAddress: draft.needsAddress,
    addressCarriedRule: draft.address !== null && carried(draft, draft.address),
    edgeLock: lockWanted(draft, steps.length > 0, still),
    findings: draft.findings,
    lights,
    memory: prune({ ...draft.memory, lights }),
    notes: draft.notes,
    settled: draft.settled,
    lookAgainAt: draft.lookAgain === null || over || rests ? null : new Date(draft.lookAgain),
  };
}

/** True where a rule of this exposure was, or may have been, on the address. */
function carried(draft: Draft, address: string): boolean {
  if (draft.memory.carried?.includes(address)) return true;
  const tried = draft.attempts.filter((attempt) => attempt.stepKey === `create-nat-rule:${address}`);
  return tried.some((attempt) => attempt.outcome === "done" || isPending(attempt));
}

/** The lock stays while a call of ours, or CSE on our behalf, may still change the edge. */
function lockWanted(draft: Draft, sends: boolean, still: boolean): Plan["edgeLock"] {
  const { intent, observed } = draft;
  const pending = draft.attempts.some(isPending);
  const asked = observed.tasks.find((task) => task.id === observed.entity?.taskId) ?? null;
  const creating =
    intent.way === "cse" &&
    draft.attempts.some((attempt) => attempt.stepKey === "ask-cse-create" && attempt.outcome !== "refused") &&
    draft.memory.creation === "running" &&
    cseHoldsEdge({
      wantsExpose: true,
      ruleSeen: (cseRules(draft)?.length ?? 0) > 0 || draft.memory.ruleSeenAt !== undefined,
      phase: observed.entity?.phase ?? null,
      task: asked,
    });
  if (pending || creating) return "keep";
  if (isExposureEnded(draft.state) || still) return "free";
  return sends || draft.sendable.length > 0 ? "wanted" : "free";
}

/** Memory without empty entries, so that an unchanged row stays byte for byte the same. */
function prune(memory: Plan["memory"]): Plan["memory"] {
  return Object.fromEntries(
    Object.entries(memory).filter(([, value]) => {
      if (value === undefined) return false;
      if (Array.isArray(value)) return value.length > 0;
      return typeof value !== "object" || Object.keys(value).length > 0;
    }),
  );
}
