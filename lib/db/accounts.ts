import { and, asc, desc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import type { Step } from "@/lib/domain/connections/plan-types";
import type { Transaction } from "./pool";
import { peerings } from "./schema/clusters";
import { connections } from "./schema/connections";
import { organizations } from "./schema/organizations";
import { awsAccounts, places } from "./schema/places";

export type AccountRow = typeof awsAccounts.$inferSelect;
export type PlaceRow = typeof places.$inferSelect;

/** Inserts an account; false where its 12 digits are registered already. */
export async function insertAccount(
  tx: Transaction,
  values: typeof awsAccounts.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(awsAccounts)
    .values(values)
    .onConflictDoNothing({ target: awsAccounts.accountId })
    .returning({ id: awsAccounts.id });
  return rows.length > 0;
}

/** Makes the places of an account, one a Region, due at once. Regions that it has are left as they are. */
export async function insertPlaces(
  tx: Transaction,
  values: { id: string; awsAccountId: string; region: string }[],
  now: Date,
): Promise<{ id: string; region: string }[]> {
  if (values.length === 0) return [];
  return tx
    .insert(places)
    .values(
      values.map((value) => ({
        ...value,
        kind: "aws" as const,
        dueAt: now,
        fullSweepDueAt: now,
        inventoryDueAt: now,
        createdAt: now,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: places.id, region: places.region });
}

export async function findAccount(tx: Transaction, id: string): Promise<AccountRow | null> {
  const [row] = await tx.select().from(awsAccounts).where(eq(awsAccounts.id, id));
  return row ?? null;
}

export async function findAccountByNumber(tx: Transaction, accountId: string): Promise<AccountRow | null> {
  const [row] = await tx.select().from(awsAccounts).where(eq(awsAccounts.accountId, accountId));
  return row ?? null;
}

export function listAccountRows(tx: Transaction): Promise<AccountRow[]> {
  return tx
    .select()
    .from(awsAccounts)
    .orderBy(asc(sql`lower(${awsAccounts.name})`));
}

export async function updateAccount(
  tx: Transaction,
  id: string,
  changes: Partial<Pick<AccountRow, "mode" | "checkAskedAt" | "name" | "regions" | "roleArn" | "externalId">>,
): Promise<void> {
  await tx.update(awsAccounts).set(changes).where(eq(awsAccounts.id, id));
}

// Names are written out: in a select from one table drizzle leaves tables' names away, and `id` would be the inner one.
const figures = {
  place: places,
  vpcs: sql<number>`(select count(*)::int from vpcs v where v.place_id = places.id)`,
  clusters: sql<number>`(select count(*)::int from clusters c where c.place_id = places.id)`,
  connections: sql<number>`(select count(*)::int from connections c where c.place_id = places.id and c.ended_at is null)`,
};

export type PlaceFigures = { place: PlaceRow; vpcs: number; clusters: number; connections: number };

/** The places of one account, or of all, by Region, with what each holds. */
export function listPlaceFigures(tx: Transaction, accountRowId: string | "*"): Promise<PlaceFigures[]> {
  return tx
    .select(figures)
    .from(places)
    .where(accountRowId === "*" ? undefined : eq(places.awsAccountId, accountRowId))
    .orderBy(places.region);
}

export async function findPlace(
  tx: Transaction,
  id: string,
): Promise<{ place: PlaceRow; account: AccountRow } | null> {
  const [row] = await tx
    .select({ place: places, account: awsAccounts })
    .from(places)
    .innerJoin(awsAccounts, eq(awsAccounts.id, places.awsAccountId))
    .where(eq(places.id, id));
  return row ?? null;
}

export async function setPlaceHold(
  tx: Transaction,
  id: string,
  hold: { heldAt: Date; heldReason: string } | { heldAt: null; heldReason: null },
): Promise<void> {
  await tx.update(places).set(hold).where(eq(places.id, id));
}

export type WouldSend = {
  connectionId: string;
  name: string;
  organization: { slug: string; name: string };
  region: string;
  vpcId: string;
  steps: Step[];
};

/** What the last plan of each connection of these places would send if nothing held it back. */
export function listWouldSend(tx: Transaction, placeIds: string[]): Promise<WouldSend[]> {
  if (placeIds.length === 0) return Promise.resolve([]);
  return tx
    .select({
      connectionId: connections.id,
      name: connections.name,
      organization: { slug: organizations.slug, name: organizations.name },
      region: places.region,
      vpcId: connections.vpcId,
      steps: connections.wouldSend,
    })
    .from(connections)
    .innerJoin(organizations, eq(organizations.id, connections.organizationId))
    .innerJoin(places, eq(places.id, connections.placeId))
    .where(and(inArray(connections.placeId, placeIds), sql`jsonb_array_length(${connections.wouldSend}) > 0`))
    .orderBy(connections.createdAt, connections.id)
    .limit(200);
}

/** Peerings seen in these places that no row of ours accounts for. */
export function listStrangePeerings(
  tx: Transaction,
  placeIds: string[],
): Promise<(typeof peerings.$inferSelect)[]> {
  if (placeIds.length === 0) return Promise.resolve([]);
  return tx
    .select()
    .from(peerings)
    .where(and(inArray(peerings.placeId, placeIds), ne(peerings.origin, "ours")))
    .orderBy(peerings.origin, peerings.peeringId)
    .limit(500);
}

/** The worker's own identity, as the last check of an account without a role found it; null before the first. */
export async function findWorkerArn(tx: Transaction): Promise<string | null> {
  const [row] = await tx
    .select({ check: awsAccounts.checkResult })
    .from(awsAccounts)
    .where(and(isNull(awsAccounts.roleArn), sql`${awsAccounts.checkResult}->>'arn' is not null`))
    .orderBy(desc(awsAccounts.checkedAt))
    .limit(1);
  return row?.check?.arn ?? null;
}
