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
