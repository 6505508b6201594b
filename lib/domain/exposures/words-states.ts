import { formatDistanceStrict } from "date-fns";
import { describeRefusal, describeWaiting } from "../policies/decision-words";
import type { PolicyPart } from "../policies/views";
import type { DnatStatus } from "./dnat-status";
import { portWords } from "./nat-rules";
import type { Blocked, Ending, Lights, Way } from "./plan-types";
import type { ExposureState } from "./states";
import { describeExposureBlocked } from "./words-blocked";
import { describeExposureLight } from "./words-lights";

/** Everything the sentences about an exposure's state need. */
export type ExposureFacts = {
  state: ExposureState;
  way: Way;
  clusterName: string;
  edgeName: string | null;
  address: string | null;
  internalAddress: string | null;
  ending: Ending | null;
  blocked: Blocked | null;
  lights: Lights | null;
  decisionNote?: string | null;
  /** The rule that took part in the decision. */
  policy?: PolicyPart | null;
};

export type ExposureWords = {
  sentence: string;
  /** `tenant`: the person, here; `nobody`: it goes on by itself, or has ended. */
  who: "tenant" | "provider-admin" | "nobody";
  next: string;
};

const lookingAgain = "Nothing is to be done: Drawbridge looks again within seconds.";

/** The state of an exposure in one sentence, who must act, and what they must do. */
export function describeExposure(facts: ExposureFacts, now: Date): ExposureWords {
  const { state, blocked } = facts;
  if (blocked && (state === "programming" || state === "withdrawing")) {
    const { sentence, next, who } = describeExposureBlocked(blocked, now);
    return { sentence, next, who };
  }
  switch (state) {
    case "awaiting-approval":
      return {
        sentence: "This request waits for the provider's approval.",
        next: "An admin of the provider approves or denies it. You may withdraw it until then.",
        ...describeWaiting(facts.policy ?? null, facts.decisionNote ?? null),
        who: "provider-admin",
      };
    case "programming":
      return {
        sentence:
          facts.way === "cse"
            ? `CSE builds ${facts.clusterName} and makes its DNAT rule on the way.`
            : `The DNAT rule for ${facts.address ?? "an external address"} is being made.`,
        who: "nobody",
        next: lookingAgain,
      };
    case "exposed":
      return describeExposed(facts, now);
    case "withdrawing":
      return {
        sentence: facts.ending
          ? `${endingTitle(facts.ending)}: what is left of the exposure is being taken back.`
          : "The exposure is being taken back: the rule first, then what else was made for it.",
        who: "nobody",
        next: "Nothing is to be done: it has ended once two looks no longer see the rule.",
      };
    case "denied":
      if (facts.policy?.part === "denied") return { ...describeRefusal(facts.policy), who: "nobody" };
      return {
        sentence: facts.decisionNote
          ? `The provider denied this request: ${facts.decisionNote}`
          : "The provider denied this request.",
        who: "nobody",
        next: "Request again, or talk to the provider.",
      };
    default:
      return facts.ending
        ? { ...describeExposureEnding(facts.ending, facts), who: "nobody" }
        : {
            sentence: "This exposure has ended.",
            who: "nobody",
            next: "Expose the cluster again when you need it.",
          };
  }
}

const careOrder = [
  "rule",
  "edge",
  "certificateNames",
  "serverCertificate",
  "firewall",
  "answers",
  "clientCertificate",
] as const;

function describeExposed(facts: ExposureFacts, now: Date): ExposureWords {
  const { lights, address, clusterName } = facts;
  const base = `${clusterName} is exposed at ${address ?? "its external address"}, port 6443.`;
  for (const name of careOrder) {
    const light = lights?.[name];
    if (light?.value !== "bad") continue;
    const words = describeExposureLight(name, light, facts);
    const sentence =
      name === "rule" && light.code !== "every-port-open" ? words.sentence : `${base} ${words.sentence}`;
    return { sentence, who: "tenant", next: words.next ?? lookingAgain };
  }
  if (facts.blocked) {
    const { sentence, next, who } = describeExposureBlocked(facts.blocked, now);
    return { sentence: `${base} ${sentence}`, who, next };
  }
  const answers = lights?.answers.value === "good";
  return {
    sentence: answers ? `${base} It answers from Drawbridge's host.` : base,
    who: "nobody",
    next: "Download the kubeconfig and try it.",
  };
}

export function endingTitle(ending: Ending): string {
  return endings[ending.reason].title;
}

const endings: Record<Ending["reason"], { title: string; sentence: string; next: string }> = {
  "unexposed-here": {
    title: "Un-exposed",
    sentence: "The cluster was un-exposed in Drawbridge. The rule was seen gone.",
    next: "Copies of the old kubeconfig no longer work. Expose the cluster again when you need it: any number of times.",
  },
  "withdrawn-here": {
    title: "Withdrawn",
    sentence: "This request was withdrawn before anything was reachable.",
    next: "Request again when you need it.",
  },
  undecided: {
    title: "Expired undecided",
    sentence: "Nobody at the provider decided this request in time, so it ended. Nothing was reachable.",
    next: "Request again if you still need it, or ask your provider why it was not decided.",
  },
  "cluster-gone": {
    title: "Cluster gone",
    sentence: "The cluster no longer exists in VMware Cloud Director, so its rule was taken away too.",
    next: "Nothing is to be done.",
  },
  "unexposed-elsewhere": {
    title: "Un-exposed outside Drawbridge",
    sentence: "Somebody un-exposed the cluster through CSE, not through Drawbridge. The rule was seen gone.",
    next: "CSE cannot expose it again; Drawbridge can, with a rule of its own. Request it if this was not meant.",
  },
  "expose-ignored": {
    title: "Not exposed",
    sentence:
      "CSE built the cluster and reported success, but there is no DNAT rule. Most often a right was missing, the edge gateway was busy, no external address was free, or the network is not routed; CSE says nothing of it.",
    next: "The cluster itself is fine. Expose it now with a rule of Drawbridge's own: the checks name what is in the way.",
  },
  "create-failed": {
    title: "Cluster not created",
    sentence: "CSE could not create the cluster, so nothing is exposed.",
    next: "Read CSE's message below, put it right and create the cluster again.",
  },
  refused: {
    title: "Refused",
    sentence: "VMware Cloud Director refused this exposure for good.",
    next: "Read its message below, and request again with other values.",
  },
};

/** How an exposure came to its end, with the provider's own words where there are some. */
export function describeExposureEnding(
  ending: Ending,
  facts: Pick<ExposureFacts, "address">,
): { sentence: string; next: string } {
  const { sentence, next } = endings[ending.reason];
  const rests =
    ending.as === "off" && facts.address
      ? ` ${facts.address} rests for a while before others may have it.`
      : "";
  const detail = ending.detail ? ` VMware Cloud Director says: ${ending.detail}` : "";
  return { sentence: `${sentence}${rests}${detail}`, next };
}

/** How an exposure looks in a list: the drawbridge's position, the meaning of its colour, and its word. */
export type ExposureStatus = {
  mark: "raised" | "lowering" | "down" | "gap" | "struck" | "outline";
  tone: "waiting" | "working" | "good" | "bad" | "neutral";
  word: string;
};

const statuses: Record<ExposureState, ExposureStatus> = {
  "awaiting-approval": { mark: "raised", tone: "waiting", word: "Waiting for approval" },
  programming: { mark: "lowering", tone: "working", word: "Programming" },
  exposed: { mark: "down", tone: "good", word: "Exposed" },
  withdrawing: { mark: "lowering", tone: "working", word: "Withdrawing" },
  off: { mark: "outline", tone: "neutral", word: "Off" },
  denied: { mark: "struck", tone: "bad", word: "Denied" },
  withdrawn: { mark: "outline", tone: "neutral", word: "Withdrawn" },
  failed: { mark: "struck", tone: "bad", word: "Failed" },
};

/** Reasons that pass by themselves; all others wait for a person. */
export const passingBlocks: Blocked["code"][] = [
  "waiting-edge",
  "edge-busy",
  "cse-working",
  "cluster-busy",
  "waiting-cse-cleanup",
  "looking-for-lost-call",
  "task-running",
  "firewall-moved",
  "backing-off",
  "node-unknown",
  "address-taken",
];

/** True where no further try will help until a person has done something. */
export function exposureWaitsForPerson(blocked: Blocked): boolean {
  return !passingBlocks.includes(blocked.code);
}

/** The mark, tone and word of an exposure: one with a bad light has a gap, one that something holds back waits. */
export function exposureStatus(facts: Pick<ExposureFacts, "state" | "lights" | "blocked">): ExposureStatus {
  const status = statuses[facts.state];
  const bad = facts.lights !== null && Object.values(facts.lights).some((light) => light.value === "bad");
  if (facts.state === "exposed" && bad) return { mark: "gap", tone: "bad", word: "Exposed, needs care" };
  if (status.tone !== "working" || facts.blocked === null) return status;
  if (facts.blocked.code === "held") return { mark: "raised", tone: "waiting", word: "On hold" };
  return exposureWaitsForPerson(facts.blocked)
    ? { mark: "raised", tone: "waiting", word: `${status.word}, blocked` }
    : status;
}

/** The name of a state, as lists and filters show it. */
export function exposureStateWord(state: ExposureState): string {
  return statuses[state].word;
}

/** One sentence that sums up what the edge's rules say of a cluster. `seenAt` is when they were read. */
export function summarizeDnatStatus(
  status: DnatStatus,
  clusterName: string,
  seenAt: Date | null,
  now: Date,
): string {
  const at = `${status.externalAddress ?? "?"}, ${portWords(status.port)}`;
  const maker = {
    cse: "CSE's rule",
    drawbridge: "Drawbridge's rule",
    "other-installation": "another Drawbridge's rule",
    somebody: "a rule made by hand",
  };
  const by = status.madeBy ? maker[status.madeBy] : "no rule";
  const everyPort = status.findings.some((one) => one.code === "every-port-open");
  const wide = everyPort
    ? " The rule has no port: SSH and every other port of the node answer there too."
    : "";
  const age = seenAt ? ` Seen ${formatDistanceStrict(seenAt, now)} ago.` : "";
  return `${body()}${wide}${age}`;

  function body(): string {
    switch (status.code) {
      case "active":
        return `${clusterName} is reachable at ${at}, by ${by}.`;
      case "configuring":
        return `The rule for ${clusterName} at ${at} is there; the edge or CSE is still at work.`;
      case "waiting":
        return `The rule for ${clusterName} is not there yet; it is made once the control plane has an address.`;
      case "not-exposed":
        return `${clusterName} is reachable inside the org VDC only.`;
      case "success-nothing-exposed":
        return `CSE reports success, but nothing exposes ${clusterName}: there is no rule.`;
      case "removing":
        return `The rule for ${clusterName} at ${at} is being taken away.`;
      case "removed":
        return `${clusterName} was un-exposed, and its rule is gone.`;
      case "removal-incomplete":
        return `CSE says ${clusterName} is un-exposed, but ${by} at ${at} still forwards.`;
      case "half-made":
        return `CSE says ${clusterName} is not exposed, but its rule at ${at} is there and forwards.`;
      case "rule-missing":
        return `${clusterName} counts as exposed, but its rule is gone: nothing answers.`;
      case "rule-changed":
        return `The rule for ${clusterName} at ${at} is not as it was made.`;
      case "shadowed":
        return `Another rule at ${at} comes before the one for ${clusterName}.`;
      case "failed":
        return `The edge gateway could not realize its rules; what it does for ${clusterName} is not known.`;
      case "orphan":
        return `${clusterName} no longer exists, but its rule at ${at} is still there.`;
      case "hand-made":
        return `A rule made by hand leads to ${clusterName} at ${at}; its certificate does not name that address.`;
      case "unknown":
        return `The edge's rules cannot be read, so it is not known whether ${clusterName} is exposed.`;
    }
  }
}
