import {
  carriesOurTags,
  type Draft,
  fullLookBy,
  isOverdue,
  isPending,
  lookAgainBy,
  millis,
  say,
  settle,
} from "./draft";
import {
  isKnownStatus,
  livePeeringStatuses,
  mayLive,
  type PeeringSeen,
  type PeeringStatus,
} from "./observed";
import type { Attempt, ConnectionIntent, Ending } from "./plan-types";
import { forgottenMs, lostCreateApartMs, secondLookMs, youngMs } from "./timing";

/** What a look says about the peering of one connection. */
export type PeeringFinding = {
  /** Ours, as seen in this look. */
  mine: PeeringSeen | null;
  /** Latest status known of ours: this look's, or an earlier one where this look is older or has none. */
  status: PeeringStatus | null;
  /** This look shows an earlier status than was seen before. */
  stale: boolean;
  /** Missing in two looks far enough apart: it no longer exists. */
  gone: boolean;
  /** Create was answered with this id, which has not been seen with our tags. */
  answered: { id: string; seenUntagged: boolean; at: Date } | null;
  /** A Create whose outcome is not known yet. */
  pendingCreate: Attempt | null;
  /** A live peering of the pair that is not ours. */
  other: { peering: PeeringSeen; reversed: boolean } | null;
};

const order: Record<PeeringStatus, number> = {
  "initiating-request": 0,
  "pending-acceptance": 1,
  provisioning: 2,
  active: 3,
  deleting: 4,
  failed: 5,
  expired: 5,
  rejected: 5,
  deleted: 5,
};

export function isLiveStatus(status: PeeringStatus): boolean {
  return livePeeringStatuses.includes(status);
}

/** True where AWS lets nothing more happen to a peering. */
export function isTerminalStatus(status: PeeringStatus): boolean {
  return order[status] === 5;
}

function isSameDirection(peering: PeeringSeen, intent: ConnectionIntent): boolean {
  return (
    peering.requester.vpcId === intent.requester.vpcId && peering.accepter.vpcId === intent.accepter.vpcId
  );
}

function isReversed(peering: PeeringSeen, intent: ConnectionIntent): boolean {
  return (
    peering.requester.vpcId === intent.accepter.vpcId && peering.accepter.vpcId === intent.requester.vpcId
  );
}

/** Finds our peering among those seen, follows its status, and settles what attempts of Create came to. */
export function findPeering(draft: Draft): PeeringFinding {
  const { intent, observed, memory } = draft;
  const mine = findMine(draft);
  if (mine && draft.peeringId === null) {
    draft.peeringId = mine.id;
    const created = draft.attempts.some((attempt) => attempt.peeringId === mine.id);
    const how = created ? "created" : intent.adoptPeeringId === mine.id ? "adopted" : "found";
    say(draft, "peering-found", { peeringId: mine.id, how });
  }
  if (mine) {
    settle(draft, "create-peering", "done");
    settle(draft, "tag-peering", "done");
    memory.lostCreateLooks = undefined;
    memory.peeringMissedAt = undefined;
    memory.pairConflict = undefined;
  }

  const stale =
    mine !== null && memory.lastStatus !== undefined && order[mine.status] < order[memory.lastStatus];
  if (mine && !stale && isKnownStatus(mine.status)) {
    memory.lastStatus = mine.status;
    memory.lastSeenAt = observed.at.toISOString();
    draft.expirationTime = mine.expirationTime ?? draft.expirationTime;
    if (mine.status === "provisioning" || mine.status === "active") memory.accepted = true;
  }

  const answered = mine || draft.peeringId !== null ? null : findAnswered(draft);
  const gone = mine === null && isGone(draft, answered);
  const other = mine || draft.peeringId !== null ? null : findOther(draft);
  settleLostTag(draft);
  const pendingCreate = draft.peeringId === null ? settleLostCreate(draft) : null;
  return { mine, status: memory.lastStatus ?? null, stale, gone, answered, pendingCreate, other };
}

function findMine(draft: Draft): PeeringSeen | null {
  const { intent, observed } = draft;
  if (intent.peeringId !== null) {
    return observed.peerings.find((peering) => peering.id === intent.peeringId) ?? null;
  }
  const tagged = observed.peerings.filter(
    (peering) => isSameDirection(peering, intent) && carriesOurTags(peering, intent),
  );
  return tagged.find((peering) => mayLive(peering.status)) ?? tagged[0] ?? null;
}

/** Create answers with an existing peering of the pair, which may be another's: its tags tell, once they had time. */
function findAnswered(draft: Draft): PeeringFinding["answered"] {
  let answer: Attempt | null = null;
  for (const attempt of draft.attempts) {
    if (attempt.stepKey !== "create-peering" || attempt.outcome !== "done" || attempt.peeringId === null)
      continue;
    if (!answer || attempt.startedAt.getTime() > answer.startedAt.getTime()) answer = attempt;
  }
  const id = answer?.peeringId;
  if (!answer || !id || id === draft.memory.notOurs) return null;
  const at = draft.intent.sentAt ?? answer.finishedAt ?? answer.startedAt;
  const seenUntagged = draft.observed.peerings.some((peering) => peering.id === id);
  if (seenUntagged) {
    const believedAt = at.getTime() + youngMs;
    if (draft.observed.at.getTime() >= believedAt) {
      draft.memory.notOurs = id;
      return null;
    }
    fullLookBy(draft, believedAt);
  }
  return { id, seenUntagged, at };
}

/** Missing is believed after two looks that would have shown it, and never while a Create is young. */
function isGone(draft: Draft, answered: PeeringFinding["answered"]): boolean {
  const { intent, observed, memory } = draft;
  const searched = answered ? observed.pairSearched && !answered.seenUntagged : observed.peeringSearched;
  if ((draft.peeringId === null && answered === null) || !searched) return false;
  const at = observed.at.getTime();
  const lookBy = answered ? fullLookBy : lookAgainBy;
  const sentAt = (answered ? answered.at : intent.sentAt)?.getTime();
  if (sentAt !== undefined && at < sentAt + youngMs) {
    lookBy(draft, at + secondLookMs);
    return false;
  }
  const missed = millis(memory.peeringMissedAt);
  if (missed === null) {
    memory.peeringMissedAt = observed.at.toISOString();
    lookBy(draft, at + secondLookMs);
    return false;
  }
  if (at - missed >= secondLookMs) return true;
  lookBy(draft, missed + secondLookMs);
  return false;
}

function findOther(draft: Draft): PeeringFinding["other"] {
  const { intent, observed } = draft;
  const live = observed.peerings.filter(
    (peering) => mayLive(peering.status) && !carriesOurTags(peering, intent),
  );
  const same = live.find((peering) => isSameDirection(peering, intent));
  if (same) return { peering: same, reversed: false };
  const reversed = live.find((peering) => isReversed(peering, intent));
  return reversed ? { peering: reversed, reversed: true } : null;
}

function settleLostTag(draft: Draft): void {
  const pending = draft.attempts.find((attempt) => attempt.stepKey === "tag-peering" && isPending(attempt));
  if (!pending || draft.peeringId !== null) return;
  if (draft.observed.pairSearched && isOverdue(draft, pending)) settle(draft, "tag-peering", "lost");
  else fullLookBy(draft, pending.deadline.getTime() + 1);
}

/**
 * A Create without a reply is lost when two looks after its deadline, a minute apart, do not show its object. If the
 * first of them comes too late, it may as well have been rejected and forgotten: then it ends, and is not sent again.
 */
function settleLostCreate(draft: Draft): Attempt | null {
  const { observed, memory } = draft;
  const pending = draft.attempts.find(
    (attempt) => attempt.stepKey === "create-peering" && isPending(attempt),
  );
  if (!pending) {
    memory.lostCreateLooks = undefined;
    return null;
  }
  const deadline = pending.deadline.getTime();
  const looks = (memory.lostCreateLooks ?? []).filter((look) => (millis(look) ?? 0) > deadline);
  const at = observed.at.getTime();
  if (!isOverdue(draft, pending)) {
    fullLookBy(draft, deadline + 1);
  } else if (observed.pairSearched) {
    const first = looks.map((look) => millis(look) ?? at).sort((a, b) => a - b)[0];
    if (first !== undefined && at - first >= lostCreateApartMs) {
      settle(draft, "create-peering", "lost");
      memory.lostCreateLooks = undefined;
      if (first - pending.startedAt.getTime() > forgottenMs && draft.intent.wanted === "connected") {
        const detail =
          "The request had no answer, and AWS was not looked at again before it would have forgotten it.";
        draft.ending ??= { as: "failed", reason: "vanished", byAccountId: null, detail };
      }
      return null;
    }
    if (first === undefined) looks.push(observed.at.toISOString());
    fullLookBy(draft, (first ?? at) + lostCreateApartMs);
  } else {
    const first = millis(looks[0]);
    fullLookBy(draft, first === null ? at : first + lostCreateApartMs);
  }
  memory.lostCreateLooks = looks.length > 0 ? looks : undefined;
  return pending;
}

/** The account that AWS names in `Deleted by 123456789012`. */
export function accountInMessage(message: string): string | null {
  return /\b(\d{12})\b/.exec(message)?.[1] ?? null;
}

/** How a peering that AWS shows as ended, or ending, came to its end; null while it lives. */
export function endingOfStatus(
  intent: ConnectionIntent,
  seen: PeeringSeen,
  accepted: boolean,
): Ending | null {
  const detail = seen.statusMessage === "" ? null : seen.statusMessage;
  const theirs = intent.accepter.accountId;
  switch (seen.status) {
    case "failed":
      return { as: "failed", reason: "failed-at-aws", byAccountId: null, detail };
    case "rejected":
      return { as: "rejected", reason: "rejected-by-peer", byAccountId: theirs, detail };
    case "expired":
      return { as: "expired", reason: "expired", byAccountId: null, detail };
    case "deleting":
    case "deleted": {
      const byAccountId = accountInMessage(seen.statusMessage);
      const byPeer = byAccountId === theirs && theirs !== intent.requester.accountId;
      return {
        as: accepted || byPeer ? "removed" : "withdrawn",
        reason: byPeer ? "removed-by-peer" : "removed-elsewhere",
        byAccountId,
        detail,
      };
    }
    default:
      return null;
  }
}

/** How a peering that can no longer be found most likely ended, from what was last seen of it. */
export function endingOfGone(draft: Draft): Ending {
  const { memory, expirationTime, observed } = draft;
  const last = memory.lastStatus;
  const detail = last ? `Last seen ${last}${memory.lastSeenAt ? ` at ${memory.lastSeenAt}` : ""}.` : null;
  if (last === "deleting") {
    return {
      as: memory.accepted ? "removed" : "withdrawn",
      reason: "removed-elsewhere",
      byAccountId: null,
      detail,
    };
  }
  const waiting = last === "pending-acceptance" || last === "initiating-request";
  if (waiting && expirationTime && observed.at.getTime() >= expirationTime.getTime()) {
    return { as: "expired", reason: "expired-presumed", byAccountId: null, detail };
  }
  return { as: memory.accepted ? "removed" : "failed", reason: "vanished", byAccountId: null, detail };
}
