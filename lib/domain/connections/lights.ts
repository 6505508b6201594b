import type { Draft } from "./draft";
import { isKnownStatus } from "./observed";
import type { PeeringFinding } from "./plan-peering";
import type { Claim } from "./plan-routes";
import { type Light, type LightName, type Lights, lightNames, tagKeys } from "./plan-types";
import { isEnded } from "./states";

/** The light of the peering itself, from what this look or an earlier one saw of it. */
export function peeringLight(draft: Draft, finding: PeeringFinding): Light {
  const { mine, status, stale, gone, answered, other } = finding;
  const at = mine && !stale ? draft.observed.at.toISOString() : (draft.memory.lastSeenAt ?? null);
  if (draft.peeringId === null) {
    if (other) {
      const facts = { peeringId: other.peering.id, reversed: other.reversed ? 1 : 0 };
      return { value: "bad", code: "pair-conflict", facts, at: draft.observed.at.toISOString() };
    }
    if (answered && !gone)
      return { value: "waiting", code: "sent-not-seen", facts: { peeringId: answered.id }, at };
    return { value: "off", code: "not-created", at };
  }
  const facts = { peeringId: draft.peeringId };
  if (mine && !isKnownStatus(mine.status)) {
    return { value: "unknown", code: mine.status, facts, at: draft.observed.at.toISOString() };
  }
  if (gone) return { value: isEnded(draft.state) ? "off" : "bad", code: "gone", facts, at };
  if (draft.memory.peeringMissedAt) return { value: "unknown", code: "not-seen", facts, at };
  switch (status) {
    case null:
      return { value: "unknown", code: "not-looked", facts, at };
    case "active": {
      const tagsLost = mine !== null && !stale && mine.tags[tagKeys.connection] !== draft.intent.id;
      if (tagsLost) return { value: "bad", code: "active-tags-lost", facts, at };
      return { value: "good", code: "active", facts, at };
    }
    case "initiating-request":
    case "pending-acceptance":
    case "provisioning":
    case "deleting":
      return { value: "waiting", code: status, facts, at };
    default:
      return { value: draft.ending?.reason === "removed-here" ? "off" : "bad", code: status, facts, at };
  }
}

/** The claim's light: approved blocks against real ones. */
export function claimLight(draft: Draft, claim: Claim): Light {
  const at = draft.observed.at.toISOString();
  if (!claim.actual) return { value: "waiting", code: "claim-unseen", at };
  const facts = { actual: claim.actual, absent: claim.absent, unclaimed: claim.unclaimed };
  if (claim.absent.length > 0) return { value: "bad", code: "claim-differs", facts, at };
  if (claim.unclaimed.length > 0) return { value: "good", code: "claim-has-more", facts, at };
  return { value: "good", code: "claim-satisfied", facts, at };
}

/** Fills in what this look did not find out: from earlier looks where there were any, else why it is not known. */
export function completeLights(draft: Draft, accepted: boolean): Lights {
  const over = isEnded(draft.state);
  const fallback = (name: LightName): Light => {
    if (over) return { value: "off", code: "ended", at: null };
    if (!accepted) return { value: "off", code: "not-yet", at: null };
    if (name === "tenantRoutes") return { value: "unknown", code: "cannot-be-seen", at: null };
    return draft.memory.lights?.[name] ?? { value: "unknown", code: "not-looked", at: null };
  };
  const lights = Object.fromEntries(
    lightNames.map((name) => [
      name,
      (over && name !== "peering" ? null : draft.lights[name]) ?? fallback(name),
    ]),
  ) as Lights;
  return lights;
}
