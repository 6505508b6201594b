import {
  type Draft,
  isOverdue,
  isPending,
  lastAttempt,
  lookAgainBy,
  millis,
  say,
  settle,
  want,
} from "./draft";
import { faultKind } from "./fault-kinds";
import type { PeeringSeen } from "./observed";
import type { Light } from "./plan-types";
import { dnsVisibleMs, secondLookMs } from "./timing";

/** Settles option changes without a reply by the first look after their deadline. */
export function settleDns(draft: Draft, mine: PeeringSeen | null): void {
  for (const attempt of draft.attempts) {
    if (!attempt.stepKey.startsWith("set-dns:") || !isPending(attempt)) continue;
    if (!mine || !isOverdue(draft, attempt)) {
      lookAgainBy(draft, attempt.deadline.getTime() + 1);
      continue;
    }
    const on = mine.requester.dnsResolutionFromRemote === true;
    settle(draft, attempt.stepKey, on === (attempt.stepKey === "set-dns:true") ? "done" : "lost");
  }
}

/**
 * Our half of DNS resolution (`AllowDnsResolutionFromRemoteVpc` of the requester) and what is seen of theirs.
 * Never a gate: a connection is active without it. Needs DNS support and DNS hostnames of our VPC.
 */
export function planDns(draft: Draft, mine: PeeringSeen): void {
  const { intent, observed } = draft;
  const at = observed.at.toISOString();
  const theirs = mine.accepter.dnsResolutionFromRemote;
  draft.lights.dnsTheirs = !intent.dnsResolution
    ? { value: "off", code: "not-wanted", at }
    : theirs === null
      ? { value: "unknown", code: "not-shown", at }
      : theirs
        ? { value: "good", code: "on", at }
        : { value: "waiting", code: "peer-off", at };
  draft.lights.dnsOurs = intent.dnsResolution ? planOurs(draft, mine) : takeBackOurs(draft, mine);
}

/** Our half where it is not wanted (any more): switched off if it was us who switched it on. */
function takeBackOurs(draft: Draft, mine: PeeringSeen): Light {
  const { observed, memory } = draft;
  const at = observed.at.toISOString();
  const byUs = memory.dnsSeenAt !== undefined || lastSwitch(draft) === "on";
  if (mine.requester.dnsResolutionFromRemote === true && byUs) {
    want(draft, { kind: "set-dns", peeringId: mine.id, allow: false }, dnsVisibleMs);
    return { value: "waiting", code: "being-switched-off", at };
  }
  memory.dnsSeenAt = undefined;
  memory.dnsMissedAt = undefined;
  return { value: "off", code: "not-wanted", at };
}

/** What we last made of our half, as far as it was answered. */
function lastSwitch(draft: Draft): "on" | "off" | null {
  const on = lastAttempt(draft, "set-dns:true");
  const off = lastAttempt(draft, "set-dns:false");
  if (off?.outcome === "done" && (on?.outcome !== "done" || on.startedAt <= off.startedAt)) return "off";
  return on?.outcome === "done" ? "on" : null;
}

function planOurs(draft: Draft, mine: PeeringSeen): Light {
  const { observed, memory } = draft;
  const at = observed.at.toISOString();
  const ours = mine.requester.dnsResolutionFromRemote;
  const last = lastAttempt(draft, "set-dns:true");
  if (ours === true) {
    if (memory.dnsMissedAt) say(draft, "drift-dns-restored");
    memory.dnsSeenAt = at;
    memory.dnsMissedAt = undefined;
    return { value: "good", code: "on", at };
  }
  if (ours === null && last?.outcome === "done") return { value: "unknown", code: "not-shown", at };

  const step = { kind: "set-dns", peeringId: mine.id, allow: true } as const;
  const { vpc } = observed;
  if (!vpc) return { value: "waiting", code: "inventory-missing", at };
  if (!vpc.dnsSupport || !vpc.dnsHostnames) {
    const off = [vpc.dnsSupport ? "" : "enableDnsSupport", vpc.dnsHostnames ? "" : "enableDnsHostnames"];
    return {
      value: "bad",
      code: "dns-attributes-off",
      facts: { vpcId: vpc.vpcId, off: off.filter((name) => name !== "") },
      at,
    };
  }
  if (memory.dnsSeenAt && lastSwitch(draft) !== "off") {
    const first = millis(memory.dnsMissedAt);
    if (first === null) {
      memory.dnsMissedAt = at;
      say(draft, "drift-dns-off");
    }
    if (first === null || observed.at.getTime() - first < secondLookMs) {
      lookAgainBy(draft, (first ?? observed.at.getTime()) + secondLookMs);
      return { value: "bad", code: "off-again", at };
    }
  }
  want(draft, step, dnsVisibleMs);
  if (last?.outcome === "refused" && last.fault && faultKind(last.fault) !== "transient") {
    const { code, message } = last.fault;
    return { value: "bad", code: "dns-refused", facts: { code, message }, at };
  }
  return { value: "waiting", code: "being-set", at };
}
