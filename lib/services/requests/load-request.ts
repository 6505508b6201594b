import type { Transaction } from "@/lib/db/pool";
import { findRequest, lockRequest, type RequestWithNames } from "@/lib/db/requests";
import { isProviderRole } from "@/lib/domain/people/roles";
import { isOverdue } from "@/lib/domain/requests/deadlines";
import type { Actor } from "../context";
import { notFound } from "../errors";

/** Whose requests this person reads: every organization's for the provider's people, else their own. */
export function requestScope(actor: Actor): string | "*" {
  return isProviderRole(actor.role) ? "*" : actor.organizationId;
}

/** A request within the actor's scope; another organization's answers as a missing one. */
export async function loadRequest(tx: Transaction, actor: Actor, id: string): Promise<RequestWithNames> {
  const found = await findRequest(tx, { id, organizationId: requestScope(actor) });
  if (!found) throw notFound("request");
  return found;
}

/**
 * The same, read after its row is locked until commit: for those who change it. One whose time is over is given as
 * expired, also where the worker is late to end it.
 */
export async function loadRequestToChange(
  tx: Transaction,
  actor: Actor,
  { requestId, now }: { requestId: string; now: Date },
): Promise<RequestWithNames> {
  await lockRequest(tx, requestId);
  const found = await loadRequest(tx, actor, requestId);
  const { request } = found;
  if (request.state !== "waiting" || !isOverdue(request, now)) return found;
  return { ...found, request: { ...request, state: "expired" } };
}
