import { agreed, block, clickedAfter, type Draft, forget, lookAgainBy, millis, want } from "./draft";
import { judgeFirewall, openingFor } from "./firewall";
import { findOpening, holdsExactly, openingNames } from "./firewall-changes";
import { apiPort } from "./plan-types";
import { movingMs } from "./timing";

/**
 * Makes the edge's firewall let the approved clients in, or takes that back; one part at a time, since an edge takes one
 * change at a time. An opening that somebody closed is not opened again without a click.
 */
export function planFirewall(draft: Draft): void {
  const { firewall } = draft.intent;
  if (!firewall || draft.internalAddress === null) return;
  if (firewall.wanted === "closed") {
    closeOpening(draft);
    return;
  }
  const seen = readParts(draft);
  if (!seen) return;
  const { memory } = draft;
  const clients = [...firewall.clientCidrs].sort().join(", ");
  const fits =
    seen.clients !== null &&
    seen.node !== null &&
    holdsExactly(seen.clients, firewall.clientCidrs) &&
    holdsExactly(seen.node, [draft.internalAddress]);
  const isOpen = seen.rule?.enabled && seen.rule.action === "ALLOW" && fits;
  if (isOpen) {
    memory.openedFor = clients;
    memory.openingSeenAt ??= draft.observed.at.toISOString();
    memory.openingClosedAt = undefined;
    forget(draft, "opening-gone");
    return;
  }
  if (memory.openedFor === clients && memory.openingSeenAt !== undefined) {
    if (memory.openingClosedAt === undefined && !agreed(draft, "opening-gone")) return;
    memory.openingClosedAt ??= draft.observed.at.toISOString();
    if (!clickedAfter(draft, millis(memory.openingClosedAt))) return;
    memory.openingSeenAt = undefined;
  }
  openStepByStep(draft, seen, firewall.clientCidrs);
}

function openStepByStep(
  draft: Draft,
  seen: NonNullable<ReturnType<typeof readParts>>,
  clientCidrs: string[],
): void {
  const { edgeId, names } = seen;
  const node = [draft.internalAddress ?? ""];
  const stale = [
    { group: seen.clients, addresses: clientCidrs },
    { group: seen.node, addresses: node },
  ].find(({ group, addresses }) => group !== null && !holdsExactly(group, addresses));
  if (seen.rule && (stale || !seen.rule.enabled || seen.rule.action !== "ALLOW")) {
    want(draft, { kind: "write-firewall", edgeId, name: names.rule, change: "close", beforeId: null });
    return;
  }
  if (stale?.group) {
    want(draft, { kind: "delete-ip-set", edgeId, name: stale.group.name, groupId: stale.group.id });
    return;
  }
  if (!seen.clients)
    want(draft, { kind: "create-ip-set", edgeId, name: names.clients, addresses: clientCidrs });
  else if (!seen.node) want(draft, { kind: "create-ip-set", edgeId, name: names.node, addresses: node });
  else if (!seen.profile)
    want(draft, { kind: "create-port-profile", edgeId, name: names.profile, port: apiPort });
  else if (!seen.rule) {
    const beforeId = firstBlocking(draft, clientCidrs);
    want(draft, { kind: "write-firewall", edgeId, name: names.rule, change: "open", beforeId });
  }
}

/** The user rule that keeps the clients out now: the opening must stand above it. */
function firstBlocking(draft: Draft, clientCidrs: string[]): string | null {
  const { firewall, groups, profiles } = draft.observed;
  const internalAddress = draft.internalAddress ?? "";
  const target = { internalAddress, externalAddress: internalAddress, port: apiPort, match: null };
  const known = { firewall, groups: groups ?? [], profiles: profiles ?? [] };
  return openingFor(judgeFirewall(known, target, clientCidrs), firewall, target, "").before?.id ?? null;
}

/** Takes an opening back. True once nothing of it is seen. */
export function closeOpening(draft: Draft): boolean {
  const { intent } = draft;
  const touched = draft.attempts.some((attempt) => /firewall|ip-set|port-profile/.test(attempt.stepKey));
  if (!intent.firewall && !touched) return true;
  if (!touched && draft.memory.openingSeenAt === undefined) return true;
  const seen = readParts(draft);
  if (!seen) return false;
  const { edgeId, names } = seen;
  const sets = [seen.clients, seen.node].find((group) => group !== null) ?? null;
  if (seen.rule)
    want(draft, { kind: "write-firewall", edgeId, name: names.rule, change: "close", beforeId: null });
  else if (sets) want(draft, { kind: "delete-ip-set", edgeId, name: sets.name, groupId: sets.id });
  else if (seen.profile)
    want(draft, { kind: "delete-port-profile", edgeId, name: names.profile, profileId: seen.profile.id });
  else {
    draft.memory.openingSeenAt = undefined;
    draft.memory.openedFor = undefined;
    return !draft.attempts.some(
      (attempt) =>
        /firewall|ip-set|port-profile/.test(attempt.stepKey) &&
        ["open", "unknown", "accepted"].includes(attempt.outcome),
    );
  }
  return false;
}

function readParts(draft: Draft) {
  const { edge, firewall, groups, profiles, firewallFault } = draft.observed;
  const edgeId = edge?.id ?? draft.intent.edgeId;
  if (!firewall || !groups || !profiles || edgeId === null) {
    if (firewallFault) block(draft, { code: "firewall-unreadable", fault: firewallFault });
    lookAgainBy(draft, draft.now.getTime() + movingMs);
    return null;
  }
  const names = openingNames(draft.intent);
  const clients = groups.find((group) => group.name === names.clients) ?? null;
  const node = groups.find((group) => group.name === names.node) ?? null;
  if (clients?.ipAddresses === null || node?.ipAddresses === null) {
    // Lists of groups do not tell their addresses; without them a set must not be taken for another one.
    lookAgainBy(draft, draft.now.getTime() + movingMs);
    return null;
  }
  return {
    edgeId,
    names,
    rule: findOpening(firewall, names.rule),
    clients,
    node,
    profile: profiles.find((profile) => profile.name === names.profile) ?? null,
  };
}
