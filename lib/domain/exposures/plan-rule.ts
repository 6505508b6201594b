import { usedElsewhere } from "./addresses";
import {
  agreed,
  block,
  clickedAfter,
  type Draft,
  forget,
  isQuiet,
  lastAttempt,
  lookAgainBy,
  millis,
  pendingOf,
  say,
  want,
} from "./draft";
import { type RuleDifference, rivalsOf, ruleDifferences } from "./nat-rules";
import type { NatRuleSeen } from "./observed";
import { apiPort, type RuleWanted, type Step } from "./plan-types";
import { ourRuleName } from "./rule-names";
import { movingMs, secondLookMs } from "./timing";

/** Rules that carry this exposure's name; null where the list was not read. */
export function ourRules(draft: Draft): NatRuleSeen[] | null {
  const name = ourRuleName(draft.intent.installationId, draft.intent.id);
  return draft.observed.nat?.rules.filter((rule) => rule.name === name) ?? null;
}

/** Keeps a rule of ours as it is wanted: made once, never made again after somebody closed it. */
export function planRule(draft: Draft): void {
  const mine = ourRules(draft);
  if (mine === null) return;
  if (mine.length === 0) {
    planMissingRule(draft);
    return;
  }
  const wanted = ruleWanted(draft);
  const kept = (wanted && mine.find((rule) => ruleDifferences(rule, wanted).length === 0)) ?? mine[0];
  if (!kept) return;
  removeDuplicates(draft, mine, kept);
  forget(draft, "rule-absent", "given-up", "replaced");
  carry(draft, kept.externalAddresses);
  if (!wanted) return;
  const differences = ruleDifferences(kept, wanted);
  if (differences.length === 0 && sharesBeforeExposed(draft, kept)) return;
  if (differences.length === 0) {
    seeInPlace(draft, kept);
    if (isQuiet(draft)) draft.state = "exposed";
    else if (draft.state !== "exposed") lookAgainBy(draft, draft.now.getTime() + movingMs);
    return;
  }
  planDrift(draft, kept, differences);
}

/** What our rule is to be; null while the address is not reserved or the node not known. */
export function ruleWanted(draft: Draft): RuleWanted | null {
  const { address, internalAddress } = draft;
  if (address === null || internalAddress === null) return null;
  return { externalAddress: address, internalAddress, port: apiPort };
}

export function carry(draft: Draft, address: string): void {
  if (!draft.memory.carried?.includes(address)) {
    draft.memory.carried = [...(draft.memory.carried ?? []), address];
  }
}

/** The rule is as wanted: from now on its loss or change is somebody's act. */
export function seeInPlace(draft: Draft, rule: NatRuleSeen): void {
  const { memory } = draft;
  if (memory.ruleSeenAt === undefined)
    say(draft, "rule-found", { name: rule.name, address: rule.externalAddresses });
  memory.ruleSeenAt ??= draft.observed.at.toISOString();
  memory.ruleMissedAt = undefined;
  memory.closedAt = undefined;
  memory.closedAs = undefined;
  memory.replacing = undefined;
}

/** Remembers how and since when the rule is not as wanted. True where a person clicked after that. */
export function closedAndClicked(draft: Draft, how: string): boolean {
  const { memory } = draft;
  if (memory.closedAs !== how) {
    memory.closedAs = how;
    memory.closedAt = draft.observed.at.toISOString();
  }
  return clickedAfter(draft, millis(memory.closedAt));
}

/** The rule differs from what is wanted: nothing is sent unless a person clicked after it was seen so. */
export function planDrift(draft: Draft, rule: NatRuleSeen, differences: readonly RuleDifference[]): void {
  const { edge } = draft.observed;
  stayExposed(draft);
  draft.memory.ruleMissedAt = undefined;
  const how = differences.map(({ what, seen }) => `${what}=${seen}`).join(" ");
  if (!closedAndClicked(draft, `${rule.id} v${rule.version ?? ""} ${how}`) || !edge) return;
  const at = { edgeId: edge.id, ruleId: rule.id, name: rule.name };
  if (differences.every(({ what }) => what === "disabled" || what === "port")) {
    const change = {
      ...(rule.enabled ? {} : { enabled: true as const }),
      ...(differences.some(({ what }) => what === "port") ? { externalPort: String(apiPort) } : {}),
    };
    want(draft, { kind: "change-nat-rule", ...at, version: rule.version, change });
  } else if (draft.intent.way === "rule") {
    draft.memory.replacing = rule.id;
    want(draft, { kind: "delete-nat-rule", ...at, why: "replaced" });
  }
}

/** A rule that was once as wanted made it exposed; what somebody did to it since is shown beside that. */
export function stayExposed(draft: Draft): void {
  const { ruleSeenAt, creation } = draft.memory;
  if (ruleSeenAt !== undefined && creation !== "running" && isQuiet(draft)) draft.state = "exposed";
}

function planMissingRule(draft: Draft): void {
  const { memory, observed } = draft;
  if (pendingOf(draft, "create-nat-rule")) {
    block(draft, { code: waitCode(draft) });
    lookAgainBy(draft, draft.now.getTime() + movingMs);
    return;
  }
  const { givingUp, replacing } = memory;
  if (givingUp && givingUp.address !== draft.address) memory.givingUp = undefined;
  else if (givingUp && isOurDeletion(draft, givingUp.ruleId)) {
    if (isQuiet(draft) && agreed(draft, "given-up")) giveUp(draft, "another rule");
    else lookAgainBy(draft, draft.now.getTime() + movingMs);
    return;
  }
  if (replacing !== undefined && isOurDeletion(draft, replacing)) {
    if (!isQuiet(draft) || !agreed(draft, "replaced")) {
      lookAgainBy(draft, draft.now.getTime() + movingMs);
      return;
    }
    forgetRule(draft);
  }
  const made = lastAttempt(draft, `create-nat-rule:${draft.address ?? ""}`);
  const anew = millis(memory.madeAnewAt) ?? 0;
  const answered = made?.outcome === "done" && made.startedAt.getTime() >= anew;
  const wasThere = memory.ruleSeenAt !== undefined || memory.closedAs !== undefined || answered;
  if (wasThere && memory.closedAs !== "missing") {
    memory.ruleMissedAt ??= observed.at.toISOString();
    if (!isQuiet(draft) || !agreed(draft, "rule-absent")) {
      lookAgainBy(draft, draft.now.getTime() + movingMs);
      return;
    }
  }
  if (wasThere) {
    stayExposed(draft);
    if (!closedAndClicked(draft, "missing")) return;
    forgetRule(draft);
  }
  createRule(draft);
}

/** A rule that went may have been deleted by others before we came to it: then it is closed, as any other. */
function isOurDeletion(draft: Draft, ruleId: string): boolean {
  const deletion = lastAttempt(draft, `delete-nat-rule:${ruleId}`);
  return deletion !== null && deletion.outcome !== "lost" && deletion.outcome !== "refused";
}

/** Begins anew after a person's click: what was there before does not count any more. */
function forgetRule(draft: Draft): void {
  const { memory } = draft;
  memory.replacing = undefined;
  memory.ruleSeenAt = undefined;
  memory.ruleMissedAt = undefined;
  memory.closedAt = undefined;
  memory.closedAs = undefined;
  memory.madeAnewAt = draft.observed.at.toISOString();
  forget(draft, "rule-absent", "replaced");
}

function waitCode(draft: Draft): "task-running" | "looking-for-lost-call" {
  return pendingOf(draft, "create-nat-rule")?.outcome === "accepted"
    ? "task-running"
    : "looking-for-lost-call";
}

function createRule(draft: Draft): void {
  const { intent, observed } = draft;
  const { edge, nat, used } = observed;
  if (draft.address === null) {
    draft.needsAddress = true;
    block(draft, { code: "waiting-address" });
    return;
  }
  if (draft.internalAddress === null) {
    block(draft, { code: "node-unknown" });
    lookAgainBy(draft, draft.now.getTime() + movingMs);
    return;
  }
  if (!edge || !nat || !used) {
    lookAgainBy(draft, draft.now.getTime() + movingMs);
    return;
  }
  if (draft.findings.some((one) => one.code === "node-moved")) {
    block(draft, { code: "node-moved" });
    return;
  }
  const name = ourRuleName(intent.installationId, intent.id);
  const others = usedElsewhere(draft.address, { used, rules: nat.rules }, [name]);
  if (others.length > 0) {
    giveUp(draft, others.map((one) => one.by).join(", "));
    return;
  }
  const step: Step = {
    kind: "create-nat-rule",
    edgeId: edge.id,
    name,
    description: `API server of ${intent.cluster.name}, made by Drawbridge`,
    rule: { externalAddress: draft.address, internalAddress: draft.internalAddress, port: apiPort },
  };
  want(draft, step);
}

/** The address is used by somebody else and carries nothing of ours: another one is to be reserved. */
export function giveUp(draft: Draft, by: string): void {
  if (draft.address === null) return;
  block(draft, { code: "address-taken", by, facts: { address: draft.address } });
  draft.giveUpAddress = draft.address;
  draft.needsAddress = true;
  draft.memory.gaveUp = [...new Set([...(draft.memory.gaveUp ?? []), draft.address])];
  say(draft, "address-given-up", { address: draft.address, by });
  lookAgainBy(draft, draft.now.getTime());
}

/** Before it counts as exposed, an address that another rule took at the same time is left to that rule. */
function sharesBeforeExposed(draft: Draft, kept: NatRuleSeen): boolean {
  const { nat, edge } = draft.observed;
  if (draft.intent.state !== "programming" || draft.memory.ruleSeenAt !== undefined || !nat || !edge)
    return false;
  const rivals = rivalsOf(kept, nat.rules).first.concat(rivalsOf(kept, nat.rules).later);
  const others = rivals.filter((rule) => rule.name !== kept.name);
  if (others.length === 0) return false;
  block(draft, {
    code: "address-taken",
    by: others[0]?.name ?? "",
    facts: { address: kept.externalAddresses },
  });
  draft.memory.givingUp = { address: kept.externalAddresses, ruleId: kept.id };
  want(draft, {
    kind: "delete-nat-rule",
    edgeId: edge.id,
    ruleId: kept.id,
    name: kept.name,
    why: "address-given-up",
  });
  return true;
}

/** Of two rules with our exact name the wanted one stays. */
function removeDuplicates(draft: Draft, mine: NatRuleSeen[], kept: NatRuleSeen): void {
  const { memory, observed } = draft;
  if (mine.length < 2) {
    memory.duplicateSeenAt = undefined;
    return;
  }
  const first = millis(memory.duplicateSeenAt);
  memory.duplicateSeenAt ??= observed.at.toISOString();
  const settledBy = (first ?? observed.at.getTime()) + secondLookMs;
  if (observed.at.getTime() < settledBy || !observed.edge) {
    lookAgainBy(draft, settledBy);
    return;
  }
  const other = mine.find((rule) => rule.id !== kept.id);
  if (!other) return;
  const edgeId = observed.edge.id;
  want(draft, { kind: "delete-nat-rule", edgeId, ruleId: other.id, name: other.name, why: "duplicate" });
}
