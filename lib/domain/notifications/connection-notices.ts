import type { Ending, Note, Plan, PlanMemory } from "../connections/plan-types";
import type { ConnectionState } from "../connections/states";
import { describeEnding, type EndingFacts } from "../connections/words-endings";
import { describeNote } from "../connections/words-timeline";
import type { NoticeFacts, NoticeKind } from "./kinds";

/** A notice before it is written: its key names the happening within the subject. */
export type NoticeDraft = { kind: NoticeKind; key: string; facts: NoticeFacts };

/** What a person was told of before, as the row stood when it was planned. */
export type ConnectionBefore = {
  state: ConnectionState;
  stateSince: Date;
  ending: Ending | null;
  memory: PlanMemory;
  /** When the peering was last looked for; null before the first look. */
  observedAt: Date | null;
};

type PlanSeen = Pick<Plan, "state" | "ending" | "peeringId" | "expirationTime" | "memory" | "notes">;

const dayMs = 24 * 3_600_000;
const driftNotes: readonly Note["kind"][] = ["drift-route-missing", "drift-dns-off"];
const repairNotes: readonly Note["kind"][] = ["drift-route-restored", "drift-dns-restored"];
/** Whoever ended it here knows. */
const endedHere: readonly Ending["reason"][] = ["removed-here", "withdrawn-here"];

/** What one look at a connection is worth telling people. Pure: the same look twice gives the same keys. */
export function noticesOfConnection(
  before: ConnectionBefore,
  plan: PlanSeen,
  words: EndingFacts,
  { at, withdrawAfterMs }: { at: Date; withdrawAfterMs: number },
): NoticeDraft[] {
  const drafts: NoticeDraft[] = [];
  const tell = (kind: NoticeKind, key: string, facts: NoticeFacts = {}) => drafts.push({ kind, key, facts });
  const peering = plan.peeringId ?? "none";
  const moved = plan.state !== before.state;

  if (plan.state === "awaiting-acceptance") {
    const sentAt = moved ? at : before.stateSince;
    const endsAt = endOfInvitation(sentAt, plan.expirationTime, withdrawAfterMs);
    const facts = { endsAt: endsAt.toISOString() };
    if (moved) tell("invitation.sent", peering, facts);
    const warnAt = warningBefore(endsAt, sentAt);
    if (warnAt <= at && (before.observedAt === null || before.observedAt < warnAt)) {
      tell("invitation.expiring", peering, facts);
    }
  }
  if (plan.memory.accepted && !before.memory.accepted) tell("connection.accepted", peering);
  if (moved && plan.state === "active") tell("connection.active", peering);
  if (plan.ending && !before.ending && !endedHere.includes(plan.ending.reason)) {
    const ending = describeEnding(plan.ending, words);
    tell(plan.ending.as === "failed" ? "connection.failed" : "connection.ended", "end", { ending });
  }
  for (const [kind, notes] of [
    ["connection.drifted", driftNotes],
    ["connection.repaired", repairNotes],
  ] as const) {
    const seen = plan.notes
      .filter((note) => notes.includes(note.kind))
      .map((note) => `${describeNote(note, words).what}.`);
    if (seen.length > 0) tell(kind, at.toISOString(), { seen });
  }
  return drafts;
}

/** AWS lets an invitation expire; Drawbridge withdraws it earlier where it is told to. */
function endOfInvitation(sentAt: Date, expirationTime: Date | null, withdrawAfterMs: number): Date {
  const withdrawn = sentAt.getTime() + withdrawAfterMs;
  return new Date(Math.min(withdrawn, expirationTime?.getTime() ?? withdrawn));
}

/** A day before the end, or after two thirds of an invitation that lives shorter than three days. */
function warningBefore(endsAt: Date, sentAt: Date): Date {
  const lives = endsAt.getTime() - sentAt.getTime();
  return new Date(endsAt.getTime() - Math.min(dayMs, Math.max(lives, 0) / 3));
}
