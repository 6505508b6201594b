import { readFacts } from "../audit/changes";
import { type ActWords, type History, inOrder, type PersonAct, requestActs, tellActs } from "../timeline";
import type { AttemptOutcome, Note, Step } from "./plan-types";
import type { ConnectionStatus } from "./status";
import type { TimelineEntryView } from "./views";
import type { EndingFacts } from "./words-endings";
import { describeAttempt, describeNote } from "./words-timeline";

export type HistoryFacts = EndingFacts & History<Step, AttemptOutcome>;

const acts: Record<string, ActWords> = {
  "connections.request": { done: "Asked for this connection", denied: "Tried to ask for this connection" },
  ...requestActs,
  "connections.rename": { done: "Renamed this connection", denied: "Tried to rename this connection" },
  "connections.remove": {
    done: "Removed this connection",
    denied: "Tried to remove this connection",
    tone: "waiting",
  },
  "connections.hold": { done: "Put this connection on hold", denied: "Tried to hold it", tone: "waiting" },
  "connections.release": { done: "Released the hold", denied: "Tried to release the hold" },
  "connections.adopt": { done: "Had another peering taken over", denied: "Tried to take over a peering" },
};

const noteTones: Partial<Record<Note["kind"], ConnectionStatus["tone"]>> = {
  "drift-route-missing": "bad",
  "drift-dns-off": "bad",
  "route-conflict": "bad",
  "claim-differs": "bad",
  "pair-conflict": "bad",
  "peer-added-blocks": "waiting",
  "drift-route-restored": "good",
  "drift-dns-restored": "good",
  reminder: "waiting",
};

const attemptTones: Record<AttemptOutcome, ConnectionStatus["tone"]> = {
  open: "working",
  done: "neutral",
  refused: "bad",
  unknown: "waiting",
  lost: "waiting",
};

/** What people did, what was sent, and what was seen, newest first. */
export function tellHistory(history: HistoryFacts): TimelineEntryView[] {
  return inOrder([
    ...tellActs(history.acts, acts, causeOfAct),
    ...history.attempts.map((attempt): TimelineEntryView => {
      const { what, cause } = describeAttempt(attempt.step, attempt.outcome, attempt.fault);
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
      const { what, cause } = describeNote(note, history) ?? { what: event.kind, cause: null };
      return {
        id: `event-${event.id}`,
        at: event.at.toISOString(),
        who: note.facts.reason === "undecided" ? "Drawbridge" : "Seen in AWS",
        what,
        cause,
        requestId: event.providerRequestId,
        tone: endTone(note) ?? noteTones[note.kind] ?? "neutral",
      };
    }),
  ]);
}

function endTone(note: Note): ConnectionStatus["tone"] | null {
  const bad = ["failed", "rejected", "expired"].includes(String(note.facts.as));
  return note.kind === "ended" && bad ? "bad" : null;
}

function causeOfAct({ verb, facts }: PersonAct, text: (name: string) => string | null): string | null {
  switch (verb) {
    case "connections.rename": {
      const [name] = readFacts(facts).changes;
      return name ? `From ${name.before ?? "?"} to ${name.after ?? "?"}.` : null;
    }
    case "connections.adopt":
      return text("peeringId");
    default:
      return text("note") ?? text("reason");
  }
}
