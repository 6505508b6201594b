import { v4 as uuidv4 } from "uuid";
import { type Database, openDatabase } from "@/lib/db/pool";
import { withReach } from "@/lib/db/reach";
import { clusters } from "@/lib/db/schema/clusters";
import { connections } from "@/lib/db/schema/connections";
import { organizations } from "@/lib/db/schema/organizations";
import { people } from "@/lib/db/schema/people";
import { awsAccounts, places } from "@/lib/db/schema/places";
import { wakePlace } from "@/lib/db/signals";
import { createTestDatabase } from "./database";
import { keepPlans } from "./kept-plans";

type Insert<Table extends { $inferInsert: unknown }> = Partial<Table["$inferInsert"]>;

/** An installation on a database of the test's own, rows put in directly as the owner: who may do what is no matter here. */
export type Installation = Awaited<ReturnType<typeof createInstallation>>;

export async function createInstallation(now: Date) {
  const { url, drop } = await createTestDatabase();
  const db = keepPlans(openDatabase(url, { max: 4, name: "drawbridge-test" }));
  const [provider] = await db
    .insert(organizations)
    .values({ id: uuidv4(), slug: "provider", name: "Provider", kind: "provider" })
    .returning();
  const [person] = await db
    .insert(people)
    .values({ id: uuidv4(), email: "somebody@acme.test", name: "Somebody" })
    .returning();
  if (!provider || !person) throw new Error("unreachable");
  let numbered = 0;

  async function addOrganization(more: Insert<typeof organizations> = {}) {
    numbered += 1;
    const slug = more.slug ?? `tenant-${numbered}`;
    const [row] = await db
      .insert(organizations)
      .values({ id: uuidv4(), slug, name: slug, kind: "tenant", ...more })
      .returning();
    return row as typeof organizations.$inferSelect;
  }

  async function addAccount(accountId: string, more: Insert<typeof awsAccounts> = {}) {
    const regions = more.regions ?? ["eu-central-1"];
    const [account] = await db
      .insert(awsAccounts)
      .values({ id: uuidv4(), accountId, name: `Account ${accountId}`, mode: "act", ...more, regions })
      .returning();
    const rows = await db
      .insert(places)
      .values(
        regions.map((region) => ({
          id: uuidv4(),
          kind: "aws" as const,
          awsAccountId: account?.id as string,
          region,
          dueAt: now,
          fullSweepDueAt: now,
          inventoryDueAt: now,
        })),
      )
      .returning();
    return { account: account as typeof awsAccounts.$inferSelect, places: rows };
  }

  async function addCluster(
    organizationId: string,
    place: typeof places.$inferSelect,
    accountId: string,
    vpcId: string,
    more: Insert<typeof clusters> = {},
  ) {
    numbered += 1;
    const [row] = await db
      .insert(clusters)
      .values({
        id: uuidv4(),
        organizationId,
        name: `cluster-${numbered}`,
        class: "production",
        placeId: place.id,
        accountId,
        region: place.region,
        vpcId,
        podCidrs: ["192.168.0.0/16"],
        serviceCidrs: ["10.96.0.0/12"],
        ...more,
      })
      .returning();
    return row as typeof clusters.$inferSelect;
  }

  /** A connection as it is right after its approval, unless told otherwise. */
  async function addConnection(
    cluster: typeof clusters.$inferSelect,
    accepter: { accountId: string; vpcId: string; cidrs: string[]; region?: string },
    more: Insert<typeof connections> = {},
  ) {
    numbered += 1;
    const [row] = await db
      .insert(connections)
      .values({
        id: uuidv4(),
        organizationId: cluster.organizationId,
        clusterId: cluster.id,
        placeId: cluster.placeId,
        name: `connection-${numbered}`,
        region: "eu-central-1",
        ...accepter,
        dnsResolution: true,
        state: "queued",
        stateSince: now,
        approvedAt: new Date(now.getTime() + numbered),
        requestedBy: person?.id as string,
        ...more,
      })
      .returning();
    return row as typeof connections.$inferSelect;
  }

  return {
    url,
    db,
    provider,
    person,
    addOrganization,
    addAccount,
    addCluster,
    addConnection,
    async close() {
      await db.$client.end();
      await drop();
    },
  };
}

/** Wakes a place as a verb of the provider's people does. */
export function wake(db: Database, placeId: string, options: { fullSweep?: boolean } = {}): Promise<void> {
  return withReach(db, { organizationIds: "*", personId: null }, (tx) => wakePlace(tx, placeId, options));
}
