import { block, type Draft, fullLookBy, isOverdue, isPending, lookAgainBy, say, settle, want } from "./draft";
import { endingOfStatus, isLiveStatus, isTerminalStatus, type PeeringFinding } from "./plan-peering";
import { clearRoutes } from "./plan-routes";
import type { Ending } from "./plan-types";
import { movingMs, secondLookMs } from "./timing";

/** Settles a delete without a reply by what is seen of the peering after its deadline. */
export function settleDelete(draft: Draft, finding: PeeringFinding): void {
  const pending = draft.attempts.find(
    (attempt) => attempt.stepKey === "delete-peering" && isPending(attempt),
  );
  if (!pending) return;
  const { status, mine, gone } = finding;
  if (gone || status === "deleting" || (status && isTerminalStatus(status)))
    settle(draft, "delete-peering", "done");
  else if (mine && isOverdue(draft, pending)) settle(draft, "delete-peering", "lost");
  else lookAgainBy(draft, pending.deadline.getTime() + 1);
}

/** The end that a removal leads to when nobody recorded another: withdrawn if it was never accepted. */
function defaultEnding(draft: Draft): Ending {
  return draft.memory.accepted
    ? { as: "removed", reason: "removed-here", byAccountId: null, detail: null }
    : { as: "withdrawn", reason: "withdrawn-here", byAccountId: null, detail: null };
}

/** AWS names who deleted a peering only once it is `deleted`: then the ending says so too. */
function refineEnding(draft: Draft, ending: Ending, finding: PeeringFinding): Ending {
  if (ending.reason !== "removed-elsewhere" || ending.byAccountId !== null || !finding.mine) return ending;
  const known = endingOfStatus(draft.intent, finding.mine, draft.memory.accepted === true);
  return known?.byAccountId ? known : ending;
}

/**
 * Takes back what is ours: routes first, then the peering, until nothing of ours is seen. The row reaches its end
 * state only then.
 */
export function planRemoval(draft: Draft, finding: PeeringFinding): void {
  const { mine, status, gone, answered, pendingCreate } = finding;
  const now = draft.now.getTime();
  draft.state = "removing";
  draft.ending = refineEnding(draft, draft.ending ?? defaultEnding(draft), finding);

  if (pendingCreate) {
    block(draft, { code: "looking-for-lost-request", retryAt: pendingCreate.deadline });
    return;
  }
  if (draft.attempts.some((attempt) => attempt.stepKey === "tag-peering" && isPending(attempt))) {
    block(draft, { code: "looking-for-lost-request" });
    return;
  }
  if (answered && !gone) {
    if (!answered.seenUntagged) fullLookBy(draft, now + movingMs);
    return;
  }

  const routesClear = draft.peeringId === null || clearRoutes(draft, draft.peeringId);
  const ended = draft.peeringId === null || gone || (status !== null && isTerminalStatus(status));
  if (ended) {
    if (routesClear) finish(draft);
    return;
  }
  if (
    !mine ||
    status === null ||
    !isLiveStatus(status) ||
    status === "initiating-request" ||
    status === "provisioning"
  ) {
    lookAgainBy(draft, now + movingMs);
    return;
  }
  if (routesClear) want(draft, { kind: "delete-peering", peeringId: mine.id }, secondLookMs);
}

function finish(draft: Draft): void {
  if (!draft.ending) return;
  const { as, reason, byAccountId, detail } = draft.ending;
  draft.state = as;
  say(draft, "ended", { as, reason, byAccountId, detail });
}
