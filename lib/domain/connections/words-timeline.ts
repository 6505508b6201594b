import { classifyFault } from "./faults";
import type { ProviderFault } from "./observed";
import type { Ending, Note, Step } from "./plan-types";
import { type ConnectionState, connectionStates } from "./states";
import { stateWord } from "./status";
import { describeEnding, type EndingFacts } from "./words-endings";

/** A step as it is planned, in words: "Delete route 10.1.0.0/16 from rtb-…". */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "create-peering":
      return "Send the invitation";
    case "tag-peering":
      return `Take over ${step.peeringId} by putting our tags on it`;
    case "create-route":
      return `Write route ${step.destination} to ${step.peeringId} into ${step.routeTableId}`;
    case "delete-route":
      return `Delete route ${step.destination} from ${step.routeTableId}`;
    case "set-dns":
      return `Switch DNS resolution of the cluster's side ${step.allow ? "on" : "off"}`;
    case "delete-peering":
      return `Delete ${step.peeringId}`;
  }
}

/** The call that a step makes, as AWS names it; for the journal and for policies. */
export function stepAction(step: Step): string {
  const actions: Record<Step["kind"], string> = {
    "create-peering": "CreateVpcPeeringConnection",
    "tag-peering": "CreateTags",
    "create-route": "CreateRoute",
    "delete-route": "DeleteRoute",
    "set-dns": "ModifyVpcPeeringConnectionOptions",
    "delete-peering": "DeleteVpcPeeringConnection",
  };
  return actions[step.kind];
}

/** A step that was sent, with what came of it, for the timeline. */
export function describeAttempt(
  step: Step,
  outcome: "open" | "done" | "refused" | "unknown" | "lost",
  fault: ProviderFault | null,
): { what: string; cause: string | null } {
  const what = describeStep(step);
  switch (outcome) {
    case "open":
      return { what: `${what}: sent`, cause: null };
    case "done":
      return { what: `${what}: done`, cause: null };
    case "unknown":
      return {
        what: `${what}: no answer`,
        cause: "It may have taken effect; Drawbridge looks before it sends again.",
      };
    case "lost":
      return {
        what: `${what}: took no effect`,
        cause: "The call had no answer, and its effect was not found.",
      };
    case "refused": {
      if (!fault) return { what: `${what}: refused`, cause: null };
      const words = classifyFault(fault);
      return { what: `${what}: refused`, cause: `${words.title}. ${words.cause}` };
    }
  }
}

function fact(note: Note, name: string): string {
  const value = note.facts[name];
  return Array.isArray(value) ? value.join(", ") : value === null || value === undefined ? "" : String(value);
}

function stateName(text: string): string {
  return (connectionStates as readonly string[]).includes(text) ? stateWord(text as ConnectionState) : text;
}

/** A line of the timeline for something a look found. `cause` says more where there is more to say. */
export function describeNote(note: Note, facts: EndingFacts): { what: string; cause: string | null } {
  const route = `${fact(note, "destination")} in ${fact(note, "routeTableId")}`;
  switch (note.kind) {
    case "state-changed":
      return { what: stateName(fact(note, "to")), cause: null };
    case "peering-found": {
      const id = fact(note, "peeringId");
      if (fact(note, "how") === "adopted") return { what: `${id} was taken over`, cause: null };
      if (fact(note, "how") === "found") {
        return {
          what: `${id} was found`,
          cause: "The call that made it had no answer; its tags say it is ours.",
        };
      }
      return { what: `${id} is visible and carries our tags`, cause: null };
    }
    case "drift-route-missing":
      return { what: `Route ${route} is missing`, cause: "It was in place; somebody deleted it in AWS." };
    case "drift-route-restored":
      return { what: `Route ${route} is back`, cause: null };
    case "drift-dns-off":
      return {
        what: "DNS resolution of the cluster's side is off",
        cause: "It was on; somebody changed it in AWS.",
      };
    case "drift-dns-restored":
      return { what: "DNS resolution of the cluster's side is on again", cause: null };
    case "route-conflict":
      return {
        what: `Route ${route} leads to ${fact(note, "target")}`,
        cause: "The same destination already leads elsewhere. Drawbridge never replaces another's route.",
      };
    case "claim-differs":
      return {
        what: `Approved blocks are not in ${facts.vpcId}: ${fact(note, "absent")}`,
        cause: `The VPC has ${fact(note, "actual")}.`,
      };
    case "peer-added-blocks":
      return {
        what: `${facts.vpcId} has new blocks: ${fact(note, "added")}`,
        cause: "They were not approved, so they are not routed.",
      };
    case "pair-conflict":
      return {
        what: `${fact(note, "peeringId")} already joins the two VPCs`,
        cause:
          fact(note, "reversed") === "1"
            ? "It was asked for by your side. AWS allows one peering between two VPCs."
            : "Drawbridge did not make it for this connection. AWS allows one peering between two VPCs.",
      };
    case "reminder":
      return {
        what: "The invitation is still unanswered",
        cause: "It is withdrawn soon: an open invitation keeps the cluster's network from growing.",
      };
    case "ended": {
      const words = describeEnding(
        {
          as: fact(note, "as") as Ending["as"],
          reason: fact(note, "reason") as Ending["reason"],
          byAccountId: fact(note, "byAccountId") || null,
          detail: fact(note, "detail") || null,
        },
        facts,
      );
      return { what: words.title, cause: words.sentence };
    }
  }
}
