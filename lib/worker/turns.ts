import type { QueueEntry } from "@/lib/db/sweeps";
import { queueInvitations, type Turn } from "@/lib/domain/connections/invitations";

/** Reasons for which a queued connection would not use its turn: it does not keep others waiting. */
const blockedForOthers = ["pair-already-connected", "reversed-pair", "aws-refused", "refused-rights"];

/**
 * Whose turn it is in a place. Connections that are held, or that something else keeps from being sent, neither take
 * a turn nor wait for one; those with a request under way have had theirs.
 */
export function assignTurns(entries: QueueEntry[], foreignUnanswered: number): (id: string) => Turn {
  const waiting = entries.filter(
    ({ state, held, blockedCode }) =>
      state === "queued" && !held && !blockedForOthers.includes(blockedCode ?? ""),
  );
  const unanswered = entries.filter(({ state }) => state !== "queued");
  const limits = new Map(entries.map((entry) => [entry.organizationId, entry.invitationLimit]));
  const turns = queueInvitations({
    waiting,
    unanswered: [
      ...unanswered,
      ...Array.from({ length: foreignUnanswered }, () => ({ organizationId: null })),
    ],
    limits: { perOrganization: (organizationId) => limits.get(organizationId) ?? 0 },
  });
  return (id) => turns.get(id) ?? { now: true };
}
