import type { Transaction } from "@/lib/db/pool";
import { type RequestWithNames, settleAwaitedConnection } from "@/lib/db/requests";
import type { connections } from "@/lib/db/schema";
import { announceChange } from "@/lib/db/signals";
import { ServiceError } from "../errors";
import { digestTerms } from "./digest-terms";

/** Refuses a decision on anything but exactly what was shown. */
export function requireSameTerms({ request }: RequestWithNames, shownDigest: string): void {
  if (shownDigest === request.termsDigest && digestTerms(request.terms) === shownDigest) return;
  throw new ServiceError("stale", "This request is not what it was when you looked; nothing was decided.", {
    next: "Read it again as it is now, then decide.",
  });
}

/** Carries a decision or a withdrawal over to the connection that was asked for, and tells open pages of both. */
export async function settleConnection(
  tx: Transaction,
  { request }: RequestWithNames,
  changes: Partial<typeof connections.$inferInsert>,
): Promise<{ placeId: string }> {
  const { subjectId, organizationId } = request;
  const settled = await settleAwaitedConnection(tx, { id: subjectId, organizationId }, changes);
  if (!settled) {
    throw new ServiceError("precondition", "The connection this request is about no longer waits for it.", {
      next: "Open the connection to see what became of it.",
    });
  }
  await announceChange(tx, { organizationId, kind: "connections", id: subjectId });
  await announceChange(tx, { organizationId, kind: "requests", id: request.id });
  return settled;
}
