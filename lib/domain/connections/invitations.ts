/** Unanswered peering requests that AWS allows from one account in one Region (VPC quotas, L-DC9F7029). */
export const invitationsPerPlace = 25;
/** Of these, what one organization may hold at a time unless an admin changed it. */
export const invitationsPerOrganization = 5;

export type Turn = { now: true } | { now: false; position: number; of: number };

export type InvitationQueue = {
  /** Approved connections of one place without an invitation yet. */
  waiting: { id: string; organizationId: string; approvedAt: Date }[];
  /** Invitations of the place that wait for an answer; `null` for those that are not ours. */
  unanswered: { organizationId: string | null }[];
  limits?: { perPlace?: number; perOrganization?: (organizationId: string) => number };
};

/**
 * Whose turn it is to send an invitation from one account and Region. Organizations take turns, the one with the
 * fewest unanswered invitations first, each with its oldest; invitations that are not ours take places too.
 * `position` counts from 1 among those that must wait.
 */
export function queueInvitations(queue: InvitationQueue): Map<string, Turn> {
  const perPlace = queue.limits?.perPlace ?? invitationsPerPlace;
  const perOrganization = queue.limits?.perOrganization ?? (() => invitationsPerOrganization);
  const held = new Map<string, number>();
  for (const { organizationId } of queue.unanswered) {
    if (organizationId !== null) held.set(organizationId, (held.get(organizationId) ?? 0) + 1);
  }

  const lines = new Map<string, InvitationQueue["waiting"]>();
  for (const entry of [...queue.waiting].sort(byAge)) {
    lines.set(entry.organizationId, [...(lines.get(entry.organizationId) ?? []), entry]);
  }

  const turns = new Map<string, Turn>();
  const waiting: string[] = [];
  let free = perPlace - queue.unanswered.length;
  const load = new Map(held);
  while (lines.size > 0) {
    const organizationId = nextOrganization(lines, load);
    const line = lines.get(organizationId) ?? [];
    const [entry, ...rest] = line;
    if (rest.length > 0) lines.set(organizationId, rest);
    else lines.delete(organizationId);
    if (!entry) continue;
    load.set(organizationId, (load.get(organizationId) ?? 0) + 1);
    const holds = held.get(organizationId) ?? 0;
    if (free > 0 && holds < perOrganization(organizationId)) {
      free -= 1;
      held.set(organizationId, holds + 1);
      turns.set(entry.id, { now: true });
    } else {
      waiting.push(entry.id);
    }
  }
  waiting.forEach((id, index) => {
    turns.set(id, { now: false, position: index + 1, of: waiting.length });
  });
  return turns;
}

function byAge(a: InvitationQueue["waiting"][number], b: InvitationQueue["waiting"][number]): number {
  return a.approvedAt.getTime() - b.approvedAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The organization with the fewest places so far; among equals, the one whose next request is oldest. */
function nextOrganization(
  lines: ReadonlyMap<string, InvitationQueue["waiting"]>,
  load: ReadonlyMap<string, number>,
): string {
  const candidates = [...lines.entries()].sort(([one, a], [other, b]) => {
    const difference = (load.get(one) ?? 0) - (load.get(other) ?? 0);
    if (difference !== 0) return difference;
    const [first, second] = [a[0], b[0]];
    return first && second ? byAge(first, second) : 0;
  });
  return candidates[0]?.[0] ?? "";
}
