import { and, eq, lt, sql } from "drizzle-orm";
import type { AccountCheck } from "@/lib/domain/places/account-check";
import { announceToProvider } from "./places";
import type { Database } from "./pool";
import { clusters, peerings } from "./schema/clusters";
import { awsAccounts, places } from "./schema/places";
import { workers } from "./schema/workers";

/** Gives a sign of life, and forgets workers that gave none since `forgetBefore`. */
export async function beatHeart(
  db: Database,
  worker: { id: string; startedAt: Date; facts: Record<string, unknown>; mailFrom: string | null },
  now: Date,
  forgetBefore: Date,
): Promise<void> {
  await db
    .insert(workers)
    .values({ ...worker, seenAt: now })
    .onConflictDoUpdate({
      target: workers.id,
      set: { seenAt: now, facts: worker.facts, mailFrom: worker.mailFrom },
    });
  await db.delete(workers).where(lt(workers.seenAt, forgetBefore));
}

/** Takes a worker off the list when it stops. */
export async function forgetWorker(db: Database, id: string): Promise<void> {
  await db.delete(workers).where(eq(workers.id, id));
}

export type AskedCheck = {
  account: typeof awsAccounts.$inferSelect;
  regions: {
    region: string;
    /** VPCs of our clusters, and a peering of ours, to try dry runs on. */
    vpcIds: string[];
    peeringId: string | null;
  }[];
};

/** Accounts whose check was asked for and not yet made. */
export async function loadAskedChecks(db: Database): Promise<AskedCheck[]> {
  const accounts = await db
    .select()
    .from(awsAccounts)
    .where(
      sql`${awsAccounts.checkAskedAt} is not null
        and (${awsAccounts.checkedAt} is null or ${awsAccounts.checkedAt} < ${awsAccounts.checkAskedAt})`,
    );
  return Promise.all(accounts.map((account) => loadCheckTargets(db, account)));
}

async function loadCheckTargets(db: Database, account: typeof awsAccounts.$inferSelect): Promise<AskedCheck> {
  const known = await db.select().from(places).where(eq(places.awsAccountId, account.id));
  const regions = await Promise.all(
    account.regions.map(async (region) => {
      const place = known.find((candidate) => candidate.region === region);
      if (!place) return { region, vpcIds: [], peeringId: null };
      const ofClusters = await db
        .selectDistinct({ vpcId: clusters.vpcId })
        .from(clusters)
        .where(eq(clusters.placeId, place.id));
      const [ours] = await db
        .select({ id: peerings.peeringId })
        .from(peerings)
        .where(and(eq(peerings.placeId, place.id), eq(peerings.origin, "ours")))
        .limit(1);
      return {
        region,
        vpcIds: ofClusters.map(({ vpcId }) => vpcId),
        peeringId: ours?.id ?? null,
      };
    }),
  );
  return { account, regions };
}

/**
 * Keeps what a check found. The time at which it was asked for counts as its own, whatever the clocks of web and
 * worker say, so that one asked for meanwhile is still to be made.
 */
export async function recordCheck(db: Database, { account }: AskedCheck, check: AccountCheck): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(awsAccounts)
      .set({ checkedAt: account.checkAskedAt, checkResult: check })
      .where(eq(awsAccounts.id, account.id));
    await announceToProvider(tx, "accounts", account.id);
  });
}
