import { expiryOf } from "@/lib/domain/requests/deadlines";
import { nameOfTerms, requestTitle } from "@/lib/domain/requests/requests";
import { type Notice, writeNotice } from "./notices";
import type { Transaction } from "./pool";
import type { RequestRow } from "./requests";
import { readSettings } from "./settings";

type Told = Pick<
  RequestRow,
  "id" | "organizationId" | "kind" | "terms" | "reason" | "edition" | "expiresAt" | "approvalsNeeded"
>;
type By = { personId: string; name: string };

/** When a request that is made or edited now ends undecided, by the installation's setting. */
export async function expiresFrom(tx: Transaction, now: Date): Promise<Date> {
  return expiryOf(now, (await readSettings(tx)).requestDays);
}

/**
 * Writes down that a request waits: once for each of its editions, once for each reminder, and once for each approval
 * after which another person's is needed.
 */
export function tellWaiting(
  tx: Transaction,
  request: Told,
  now: Date,
  why: { approvedBy?: By; approvals?: number; reminder?: string } = {},
): Promise<void> {
  const { approvedBy, approvals, reminder } = why;
  const part = approvedBy ? `/approved-by-${approvedBy.personId}` : reminder ? `/${reminder}` : "";
  return tell(tx, request, "request.waiting", now, `${request.edition}${part}`, {
    reason: request.reason || null,
    endsAt: request.expiresAt.toISOString(),
    approvalsNeeded: request.approvalsNeeded,
    ...(approvals === undefined ? {} : { approvals }),
    ...(approvedBy && { byPersonId: approvedBy.personId, byName: approvedBy.name }),
    ...(reminder && { reminder: true }),
  });
}

/** Writes down what a person decided. */
export function tellDecided(
  tx: Transaction,
  request: Told,
  decision: { as: "approved" | "denied"; by: By; note: string | null; now: Date },
): Promise<void> {
  const { as, by, note, now } = decision;
  return tell(tx, request, `request.${as}`, now, String(request.edition), {
    byPersonId: by.personId,
    byName: by.name,
    note,
  });
}

/** Writes down that nobody decided in time. */
export function tellExpired(tx: Transaction, request: Told, now: Date): Promise<void> {
  return tell(tx, request, "request.expired", now, String(request.edition), {});
}

/** Writes down that somebody wrote into the thread of a request. */
export function tellComment(
  tx: Transaction,
  request: Told,
  comment: { id: string; by: By; text: string; now: Date },
): Promise<void> {
  return tell(tx, request, "request.commented", comment.now, comment.id, {
    byPersonId: comment.by.personId,
    byName: comment.by.name,
    comment: comment.text,
  });
}

function tell(
  tx: Transaction,
  request: Told,
  kind: Notice["kind"],
  at: Date,
  key: string,
  facts: Record<string, unknown>,
): Promise<void> {
  const { id, organizationId, terms } = request;
  return writeNotice(tx, {
    organizationId,
    kind,
    subject: { kind: "request", id },
    at,
    dedupeKey: `${kind}/${id}/${key}`,
    facts: {
      name: nameOfTerms(terms),
      requestKind: request.kind,
      title: requestTitle(terms),
      clusterName: terms.clusterName,
      ...facts,
    },
  });
}
