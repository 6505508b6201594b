import { and, count, eq, gt, inArray, lt, or, sql } from "drizzle-orm";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { Database, Transaction } from "./pool";
import { asks } from "./schema/asks";
import { announceAnswer, announceAsk } from "./signals";

export type AskRow = typeof asks.$inferSelect;

type OwnAsk = { organizationId: string; personId: string; id: string };

/** Puts down what a person waits for, and wakes the workers after commit. */
export async function insertAsk(
  tx: Transaction,
  row: typeof asks.$inferInsert & { id: string },
): Promise<void> {
  await tx.insert(asks).values(row);
  await announceAsk(tx, row.id);
}

/** Whoever asks in one person's name has it to themselves until commit, so that what waits is counted by one at a time. */
export async function lockAsksOf(tx: Transaction, personId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`asks/${personId}`}, 0))`);
}

/** How many asks of a person are not answered yet, of those made since `since`. */
export async function countWaitingAsks(tx: Transaction, personId: string, since: Date): Promise<number> {
  const [row] = await tx
    .select({ waiting: count() })
    .from(asks)
    .where(
      and(
        eq(asks.personId, personId),
        inArray(asks.state, ["waiting", "claimed"]),
        gt(asks.createdAt, since),
      ),
    );
  return row?.waiting ?? 0;
}

/** How far a person's own ask has come; null where there is none. */
export async function readAskState(tx: Transaction, own: OwnAsk): Promise<AskRow["state"] | null> {
  const [row] = await tx.select({ state: asks.state }).from(asks).where(isOwn(own));
  return row?.state ?? null;
}

/** Takes a person's own ask away, with what it holds: it is read once. Null where there is none. */
export async function takeAsk(tx: Transaction, own: OwnAsk): Promise<AskRow | null> {
  const [row] = await tx.delete(asks).where(isOwn(own)).returning();
  return row ?? null;
}

function isOwn({ organizationId, personId, id }: OwnAsk) {
  return and(eq(asks.organizationId, organizationId), eq(asks.personId, personId), eq(asks.id, id));
}

/**
 * Claims asks for one worker, oldest first: those that wait, and those of a worker that did not answer in time. Claimed
 * rows of other workers are passed over, not waited for.
 */
export async function claimAsks(
  db: Database,
  { now, since, claimedUntil, limit }: { now: Date; since: Date; claimedUntil: Date; limit: number },
): Promise<AskRow[]> {
  const free = db
    .select({ id: asks.id })
    .from(asks)
    .where(
      and(
        gt(asks.createdAt, since),
        or(eq(asks.state, "waiting"), and(eq(asks.state, "claimed"), lt(asks.claimedUntil, now))),
      ),
    )
    .orderBy(asks.createdAt)
    .limit(limit)
    .for("update", { skipLocked: true });
  return db.update(asks).set({ state: "claimed", claimedUntil }).where(inArray(asks.id, free)).returning();
}

/** Writes the answer down and tells the process that waits; nothing where the claim has gone to another worker. */
export async function answerAsk(
  db: Database,
  { id, claimedUntil }: { id: string; claimedUntil: Date },
  answer: { answerSealed: string } | { fault: ProviderFault },
  now: Date,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const answered = await tx
      .update(asks)
      .set({ ...answer, state: "fault" in answer ? "failed" : "answered", answeredAt: now })
      .where(and(eq(asks.id, id), eq(asks.state, "claimed"), eq(asks.claimedUntil, claimedUntil)))
      .returning({ id: asks.id });
    if (answered.length === 0) return false;
    await announceAnswer(tx, id);
    return true;
  });
}

/** Ends asks that nobody answered since `before`, each with the reason. */
export async function endAsks(
  db: Database,
  before: Date,
  fault: ProviderFault,
  now: Date,
): Promise<string[]> {
  return db.transaction(async (tx) => {
    const ended = await tx
      .update(asks)
      .set({ state: "failed", fault, answeredAt: now })
      .where(and(inArray(asks.state, ["waiting", "claimed"]), lt(asks.createdAt, before)))
      .returning({ id: asks.id });
    for (const { id } of ended) await announceAnswer(tx, id);
    return ended.map(({ id }) => id);
  });
}

/** Deletes answers that nobody read since `before`. */
export async function forgetAnswers(db: Database, before: Date): Promise<number> {
  const { rowCount } = await db.delete(asks).where(lt(asks.answeredAt, before));
  return rowCount ?? 0;
}
