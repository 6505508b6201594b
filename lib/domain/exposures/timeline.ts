import type { TimelineEntryView } from "../connections/views";
import { type ActWords, type History, inOrder, type PersonAct, requestActs, tellActs } from "../timeline";
import { describeVcdFault } from "../vcd/faults";
import type { Finding } from "./findings";
import type { AttemptOutcome, Ending, Note, Step } from "./plan-types";
import { type ExposureState, exposureStates } from "./states";
import { describeFinding, describeStep } from "./words-findings";
import { endingTitle, exposureStateWord } from "./words-states";

/** What is kept of the history of exposures of one cluster. */
export type ExposureHistory = History<Step, AttemptOutcome> & { clusterName: string };

const acts: Record<string, ActWords> = {
  "exposures.request": {
    done: "Asked for the cluster to be exposed",
    denied: "Tried to ask for an exposure",
  },
  "exposures.remove": { done: "Un-exposed the cluster", denied: "Tried to un-expose it", tone: "waiting" },
  "exposures.click": { done: "Had the rule put right", denied: "Tried to have the rule put right" },
  "exposures.follow": { done: "Took over the rule that CSE made", denied: "Tried to take over CSE's rule" },
  "exposures.open-firewall": {
    done: "Asked for an opening of the edge's firewall",
    denied: "Tried to ask for an opening of the firewall",
  },
  "exposures.close-firewall": {
    done: "Had the opening of the firewall closed",
    denied: "Tried to close the opening of the firewall",
  },
  "exposures.hold": { done: "Put this exposure on hold", denied: "Tried to hold it", tone: "waiting" },
  "exposures.release": { done: "Released the hold", denied: "Tried to release the hold" },
  ...requestActs,
  "vcd-clusters.create": { done: "Asked for the cluster", denied: "Tried to create the cluster" },
  "vcd-clusters.resize": { done: "Had the cluster resized", denied: "Tried to resize the cluster" },
  "vcd-clusters.upgrade": { done: "Had the cluster upgraded", denied: "Tried to upgrade the cluster" },
  "vcd-clusters.share": {
    done: "Changed who the cluster is shared with",
    denied: "Tried to share the cluster",
  },
  "vcd-clusters.delete": {
    done: "Had the cluster deleted",
    denied: "Tried to delete the cluster",
    tone: "waiting",
  },
  "vcd-clusters.force-delete": {
    done: "Had the deletion of the cluster forced",
    denied: "Tried to force the deletion",
    tone: "waiting",
  },
  "vcd-clusters.cancel-act": {
    done: "Took an act back before it was sent",
    denied: "Tried to take an act back",
  },
  "vcd-clusters.hold": {
    done: "Put the cluster on hold",
    denied: "Tried to hold the cluster",
    tone: "waiting",
  },
  "vcd-clusters.release": { done: "Released the cluster's hold", denied: "Tried to release the hold" },
  "kubeconfigs.fetch": { done: "Had the kubeconfig read", denied: "Tried to have the kubeconfig read" },
};

const repairWords: Record<string, string> = {
  "put-back": "Put back as it was approved.",
  narrow: "Narrowed to port 6443.",
  "try-again": "Tried again.",
};

const attemptTones: Record<AttemptOutcome, TimelineEntryView["tone"]> = {
  open: "working",
  accepted: "working",
  done: "neutral",
  refused: "bad",
  unknown: "waiting",
  lost: "waiting",
};

/** What people did, what was sent, and what was seen, newest first. */
export function tellExposureHistory(history: ExposureHistory): TimelineEntryView[] {
  const { clusterName } = history;
  return inOrder([
    ...tellActs(history.acts, acts, causeOfAct),
    ...history.attempts.map((attempt): TimelineEntryView => {
      const { what, cause } = describeAttempt(attempt, clusterName);
      return {
        id: `attempt-${attempt.id}`,
        at: (attempt.finishedAt ?? attempt.startedAt).toISOString(),
        who: "Drawbridge",
        what,
        cause,
        requestId: attempt.providerRequestId ?? attempt.fault?.requestId ?? null,
        tone: attemptTones[attempt.outcome],
      };
    }),
    ...history.events.map((event): TimelineEntryView => {
      const note = { kind: event.kind, facts: event.facts } as Note;
      const { what, cause, tone } = describeNote(note, clusterName);
      return {
        id: `event-${event.id}`,
        at: event.at.toISOString(),
        who: note.facts.reason === "undecided" ? "Drawbridge" : "Seen in VMware Cloud Director",
        what,
        cause,
        requestId: event.providerRequestId,
        tone,
      };
    }),
  ]);
}

function causeOfAct(act: PersonAct, text: (name: string) => string | null): string | null {
  switch (act.verb) {
    case "exposures.click":
      return repairWords[text("act") ?? ""] ?? null;
    case "exposures.remove":
      return text("removal") === "cse" ? "CSE takes its rule back." : "Drawbridge deletes the rule.";
    case "exposures.request":
    case "exposures.open-firewall": {
      const clients = act.facts.clientCidrs;
      const list = Array.isArray(clients) && clients.length > 0 ? `For ${clients.join(", ")}.` : "";
      return [list, text("reason") ?? ""].filter((part) => part !== "").join(" ") || null;
    }
    default:
      return text("note") ?? text("reason");
  }
}

/** A step that was sent, with what came of it. */
function describeAttempt(
  { step, outcome, fault }: ExposureHistory["attempts"][number],
  clusterName: string,
): { what: string; cause: string | null } {
  const what = describeStep(step, clusterName);
  switch (outcome) {
    case "open":
      return { what: `${what}: sent`, cause: null };
    case "accepted":
      return { what: `${what}: accepted, its task runs`, cause: null };
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
      const words = describeVcdFault(fault);
      return { what: `${what}: refused`, cause: `${words.title}. ${words.cause}` };
    }
  }
}

type NoteWords = { what: string; cause: string | null; tone: TimelineEntryView["tone"] };

function describeNote(note: Note, clusterName: string): NoteWords {
  const fact = (key: string): string => {
    const value = note.facts[key];
    return Array.isArray(value) ? value.join(", ") : String(value ?? "");
  };
  switch (note.kind) {
    case "state-changed": {
      const to = exposureStates.find((state) => state === fact("to"));
      return {
        what: to ? exposureStateWord(to) : fact("to"),
        cause: null,
        tone: to ? stateTone(to) : "neutral",
      };
    }
    case "rule-found":
      return {
        what: `The rule is in place at ${fact("address")}`,
        cause: fact("name") || null,
        tone: "good",
      };
    case "finding": {
      const { code, level, ...facts } = note.facts;
      const words = describeFinding({ code, level, facts, ruleId: null } as Finding, clusterName);
      return { what: words.title, cause: words.sentence, tone: level === "bad" ? "bad" : "waiting" };
    }
    case "finding-over": {
      const code = fact("code") as Finding["code"];
      const words = describeFinding({ code, level: "info", facts: {}, ruleId: null }, clusterName);
      return { what: `Over: ${words.title.toLowerCase()}`, cause: null, tone: "good" };
    }
    case "address-given-up":
      return {
        what: `${fact("address")} was left to another use`,
        cause: fact("by") ? `It is used by ${fact("by")}.` : null,
        tone: "waiting",
      };
    case "entity-gone":
      return {
        what: `${clusterName} no longer exists`,
        cause: "Two looks did not find it.",
        tone: "waiting",
      };
    case "ended": {
      const ending = note.facts as unknown as Ending;
      return {
        what: endingTitle(ending),
        cause: fact("detail") || null,
        tone: fact("as") === "failed" ? "bad" : "neutral",
      };
    }
    default:
      return { what: note.kind, cause: null, tone: "neutral" };
  }
}

function stateTone(state: ExposureState): TimelineEntryView["tone"] {
  if (state === "exposed") return "good";
  return state === "failed" ? "bad" : "neutral";
}
