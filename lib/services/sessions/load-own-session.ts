import type { Transaction } from "@/lib/db/pool";
import { findSessionRow } from "@/lib/db/sessions";
import type { Actor } from "../context";
import { ServiceError } from "../errors";

/** When the session ends that somebody acts with, without an act of theirs and in any case: ISO texts. */
export async function loadOwnSession(
  tx: Transaction,
  actor: Pick<Actor, "sessionId">,
): Promise<{ idleEndsAt: string; endsAt: string }> {
  const session = await findSessionRow(tx, actor.sessionId);
  if (!session) throw new ServiceError("unauthenticated", "You are signed out.");
  return { idleEndsAt: session.idleEndsAt.toISOString(), endsAt: session.endsAt.toISOString() };
}
