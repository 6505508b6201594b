import type { ProviderFault } from "./connections/observed";
import type { TimelineEntryView } from "./connections/views";

/** What a person did, as the audit has it. */
export type PersonAct = {
  seq: number;
  at: Date;
  personName: string | null;
  verb: string;
  outcome: "done" | "denied";
  facts: Record<string, unknown>;
};

/** What is kept of the history of a connection or an exposure: people's acts, what sweeps noted, what was sent. */
export type History<Step, Outcome> = {
  acts: PersonAct[];
  events: {
    id: string;
    at: Date;
    kind: string;
    facts: Record<string, unknown>;
    providerRequestId: string | null;
  }[];
  attempts: {
    id: string;
    step: Step;
    startedAt: Date;
    finishedAt: Date | null;
    outcome: Outcome;
    fault: ProviderFault | null;
    providerRequestId: string | null;
  }[];
};

/** Words of a verb for a timeline; a tone where it is worth a colour. */
export type ActWords = { done: string; denied: string; tone?: TimelineEntryView["tone"] };

/** What is done about requests, whatever they ask for. */
export const requestActs: Record<string, ActWords> = {
  "requests.approve": { done: "Approved the request", denied: "Tried to approve the request", tone: "good" },
  "requests.deny": { done: "Denied the request", denied: "Tried to deny the request", tone: "bad" },
  "requests.ask-for-two": {
    done: "Asked for two approvers",
    denied: "Tried to ask for two approvers",
    tone: "waiting",
  },
  "requests.leave-to-person": {
    done: "Left the request to a person",
    denied: "Tried to leave the request to a person",
    tone: "waiting",
  },
  "requests.comment": { done: "Commented on the request", denied: "Tried to comment on the request" },
  "requests.edit": { done: "Edited the request", denied: "Tried to edit the request", tone: "waiting" },
  "requests.take-back-approval": {
    done: "Took back their approval",
    denied: "Tried to take back an approval",
    tone: "waiting",
  },
  "requests.withdraw": { done: "Withdrew the request", denied: "Tried to withdraw the request" },
};

/** People's acts as lines. `causeOf` says why, or to what; a denial says why by itself. */
export function tellActs(
  acts: readonly PersonAct[],
  words: Record<string, ActWords>,
  causeOf: (act: PersonAct, text: (name: string) => string | null) => string | null,
): TimelineEntryView[] {
  return acts.map((act) => {
    const said = words[act.verb] ?? { done: act.verb, denied: `Tried: ${act.verb}` };
    const text = (name: string): string | null => {
      const value = act.facts[name];
      return typeof value === "string" && value !== "" ? value : null;
    };
    return {
      id: `act-${act.seq}`,
      at: act.at.toISOString(),
      who: act.personName ?? "A policy",
      what: act.outcome === "done" ? said.done : said.denied,
      cause: act.outcome === "denied" ? text("reason") : causeOf(act, text),
      requestId: null,
      tone: act.outcome === "denied" ? "bad" : (said.tone ?? "neutral"),
    };
  });
}

/** Newest first; equal times keep the order in which they were told: acts, then what was sent, then what was seen. */
export function inOrder(entries: readonly TimelineEntryView[]): TimelineEntryView[] {
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort((one, other) => other.entry.at.localeCompare(one.entry.at) || other.index - one.index)
    .map(({ entry }) => entry);
}
