import { formatDistanceStrict } from "date-fns";
import { describeRefusal, describeWaiting } from "../policies/decision-words";
import type { PolicyPart } from "../policies/views";
import type { Blocked, Ending, Lights } from "./plan-types";
import { regionLabel } from "./regions";
import type { ConnectionState } from "./states";
import { describeBlocked } from "./words-blocked";
import { describeEnding, type EndingFacts } from "./words-endings";
import { describeLight } from "./words-lights";

/** Everything the sentences about a connection's state need. Times as Date or ISO string. */
export type StateFacts = EndingFacts & {
  state: ConnectionState;
  ending: Ending | null;
  blocked: Blocked | null;
  lights: Lights | null;
  peeringId: string | null;
  expirationTime: Date | string | null;
  /** When Drawbridge withdraws an unanswered invitation. */
  withdrawAt?: Date | string | null;
  /** The note of whoever denied the request. */
  decisionNote?: string | null;
  /** The rule that took part in the decision. */
  policy?: PolicyPart | null;
};

export type StateWords = {
  sentence: string;
  /** `tenant`: in Drawbridge; `tenant-aws`: in the tenant's AWS account; `nobody`: it goes on by itself, or has ended. */
  who: "tenant" | "tenant-aws" | "provider-admin" | "nobody";
  next: string;
};

const lookingAgain = "Nothing is to be done: Drawbridge looks again within seconds.";

/** The state of a connection in one sentence, who must act, and what they must do. */
export function describeState(facts: StateFacts, now: Date): StateWords {
  const { state, blocked } = facts;
  const stuck = blocked && state !== "active" ? describeBlocked(blocked) : null;
  if (stuck && isMovedByUs(state)) return { sentence: stuck.sentence, who: stuck.who, next: stuck.next };
  switch (state) {
    case "awaiting-approval":
      return {
        sentence: "This request waits for the provider's approval.",
        next: "An admin of the provider approves or denies it. You may withdraw it until then.",
        ...describeWaiting(facts.policy ?? null, facts.decisionNote ?? null),
        who: "provider-admin",
      };
    case "queued":
      return {
        sentence: "Approved. The invitation is about to be sent.",
        who: "nobody",
        next: lookingAgain,
      };
    case "sending":
      return {
        sentence: `AWS is sending the invitation to account ${facts.accountId}.`,
        who: "nobody",
        next: lookingAgain,
      };
    case "awaiting-acceptance":
      return describeInvitation(facts, now);
    case "connecting":
      return describeConnecting(facts);
    case "active":
      return describeActive(facts);
    case "removing":
      return {
        sentence: facts.ending
          ? `${describeEnding(facts.ending, facts).title}: what is left of the connection is being taken back.`
          : "The connection is being removed: routes first, then the peering.",
        who: "nobody",
        next: lookingAgain,
      };
    case "denied":
      if (facts.policy?.part === "denied") return { ...describeRefusal(facts.policy), who: "nobody" };
      return {
        sentence: facts.decisionNote
          ? `The provider denied this request: ${facts.decisionNote}`
          : "The provider denied this request.",
        who: "nobody",
        next: "Request again with other values, or talk to the provider.",
      };
    default:
      return describeEnd(facts);
  }
}

function isMovedByUs(state: ConnectionState): boolean {
  return state === "queued" || state === "sending" || state === "connecting" || state === "removing";
}

function timeLeft(time: Date | string | null | undefined, now: Date): string | null {
  if (!time) return null;
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || at.getTime() <= now.getTime()) return null;
  return formatDistanceStrict(at, now);
}

function describeInvitation(facts: StateFacts, now: Date): StateWords {
  const expires = timeLeft(facts.expirationTime, now);
  const withdrawn = timeLeft(facts.withdrawAt, now);
  const limit = withdrawn
    ? ` It is withdrawn in ${withdrawn} if nobody answers.`
    : expires
      ? ` It expires in ${expires}.`
      : "";
  return {
    sentence: `The invitation waits to be accepted in AWS account ${facts.accountId}.${limit}`,
    who: "tenant-aws",
    next: `Accept ${facts.peeringId ?? "the invitation"} in ${regionLabel(facts.region)}: the exact steps are below.`,
  };
}

function describeConnecting(facts: StateFacts): StateWords {
  const { lights } = facts;
  for (const name of ["claim", "routes"] as const) {
    const light = lights?.[name];
    if (light?.value !== "bad") continue;
    const words = describeLight(name, light, facts);
    const who =
      name === "claim" ? "tenant-aws" : light.code === "route-missing" ? "nobody" : "provider-admin";
    return {
      sentence: `Accepted, but not complete. ${words.sentence}`,
      who,
      next: words.next ?? lookingAgain,
    };
  }
  return {
    sentence: "Accepted. AWS is setting the connection up, and the cluster's routes are being written.",
    who: "nobody",
    next: lookingAgain,
  };
}

function describeActive(facts: StateFacts): StateWords {
  const base = "Active. Your side's routes and security groups cannot be seen from here.";
  for (const name of ["peering", "routes", "claim", "dnsOurs"] as const) {
    const light = facts.lights?.[name];
    if (light?.value !== "bad") continue;
    const words = describeLight(name, light, facts);
    const who =
      name === "claim" ? "tenant-aws" : words.next?.startsWith("Nothing") ? "nobody" : "provider-admin";
    return { sentence: `${base} ${words.sentence}`, who, next: words.next ?? lookingAgain };
  }
  return {
    sentence: base,
    who: "tenant-aws",
    next: `If the cluster cannot be reached, add the routes and the security-group rule in account ${facts.accountId}: the exact steps are below.`,
  };
}

function describeEnd(facts: StateFacts): StateWords {
  if (facts.ending) {
    const words = describeEnding(facts.ending, facts);
    return { sentence: words.sentence, who: "tenant", next: words.next };
  }
  return facts.state === "withdrawn"
    ? {
        sentence: "This request was withdrawn before it was approved.",
        who: "tenant",
        next: "Request again when you need it.",
      }
    : { sentence: "This connection has ended.", who: "tenant", next: "Request again if you still need it." };
}
