import type { FindingView, RepairAct, RepairView } from "./dnat-status-views";
import type { Finding } from "./findings";
import type { Blocked, Lights, PlanMemory, Way } from "./plan-types";
import type { ExposureState } from "./states";

/** What is known of an exposure, as far as a person's click can put something of it right. */
export type RepairFacts = {
  clusterName: string;
  way: Way;
  state: ExposureState;
  lights: Lights | null;
  blocked: Blocked | null;
  memory: PlanMemory;
  clickedAt: Date | null;
  address: string | null;
};

/** What a click would do now, said before it. Nothing that somebody closed is opened without one. */
export function repairsOf(facts: RepairFacts): RepairView[] {
  if (facts.state === "exposed") return exposedRepairs(facts);
  if (facts.state !== "programming" && facts.state !== "withdrawing") return [];
  return stuck(facts.blocked) ? [tryAgain(facts)] : [];
}

function exposedRepairs(facts: RepairFacts): RepairView[] {
  const { lights, memory, clickedAt, way, clusterName } = facts;
  const repairs: RepairView[] = [];
  const clickedSince = (iso: string | undefined): boolean =>
    iso !== undefined && clickedAt !== null && clickedAt.getTime() > Date.parse(iso);
  const rule = lights?.rule.code ?? "";
  const at = facts.address ? ` at ${facts.address}` : "";
  if (rule === "every-port-open") {
    repairs.push(narrowing(facts.address));
  } else if (
    ["rule-missing", "rule-disabled", "rule-changed"].includes(rule) &&
    !clickedSince(memory.closedAt)
  ) {
    if (way === "rule" || (rule !== "rule-missing" && onlySwitched(memory.closedAs))) {
      repairs.push({
        act: "put-back",
        label: "Put the rule back",
        sentence: `The rule of ${clusterName}${at} is made again as it was approved: port 6443 to the control plane. Whoever closed it meant it or did not: look first.`,
      });
    }
  }
  if (lights?.firewall.code === "opening-closed" && !clickedSince(memory.openingClosedAt)) {
    repairs.push({
      act: "put-back",
      label: "Open the firewall again",
      sentence: "The opening in the edge's firewall is made again for the clients that were approved.",
    });
  }
  if (repairs.length === 0 && stuck(facts.blocked)) repairs.push(tryAgain(facts));
  return repairs;
}

/** CSE's own rule is only switched on again or given its port; one that leads elsewhere is left to people. */
function onlySwitched(closedAs: string | undefined): boolean {
  const changes = closedAs?.split(" ").filter((part) => part.includes("=")) ?? [];
  return changes.length > 0 && changes.every((part) => /^(?:disabled|port)=/.test(part));
}

export function narrowing(address: string | null): RepairView {
  return {
    act: "narrow",
    label: "Narrow to port 6443",
    sentence: `The rule${address ? ` at ${address}` : ""} gets port 6443. SSH and every other port of the node no longer answer outside; kubectl goes on working.`,
  };
}

/** Reasons that a person's word ends at once, instead of a wait. */
function stuck(blocked: Blocked | null): boolean {
  if (!blocked) return false;
  return (
    blocked.code === "cse-did-not-unexpose" ||
    (blocked.retryAt !== undefined &&
      ["refused", "refused-rights", "signed-out", "backing-off"].includes(blocked.code))
  );
}

function tryAgain({ blocked }: RepairFacts): RepairView {
  return {
    act: "try-again",
    label: "Try again now",
    sentence:
      blocked?.code === "cse-did-not-unexpose"
        ? "CSE is asked once more to un-expose the cluster, in the name of whoever asked first."
        : "What was refused is sent once more, at once.",
  };
}

/** What a click can do about a finding; null where only a person elsewhere can. */
export function actFor(
  finding: Finding,
  facts: { repairs: readonly RepairView[]; mayDelete: boolean },
): FindingView["act"] {
  const may = (act: RepairAct): RepairAct | null =>
    facts.repairs.some((repair) => repair.act === act) ? act : null;
  switch (finding.code) {
    case "every-port-open":
      return may("narrow");
    case "rule-missing":
    case "rule-disabled":
    case "rule-changed":
      return may("put-back");
    case "unexposed-live-rule":
    case "half-made-rule":
    case "orphan-rule":
      return facts.mayDelete ? "delete-rule" : null;
    default:
      return null;
  }
}
