import { sql } from "drizzle-orm";
import type { Database } from "@/lib/db/pool";
import { places, vpcs } from "@/lib/db/schema";
import { AwsClients, type AwsEndpoints, type AwsPlace } from "@/lib/providers/aws/client";
import { listVpcs, readDnsAttributes } from "@/lib/providers/aws/inventory";
import { listRouteTables } from "@/lib/providers/aws/routes";

/** Reads the VPCs of places as the worker's inventory does, so that clusters can be registered before it first runs. */
export async function readInventory(
  db: Database,
  endpoints: AwsEndpoints,
  where: (AwsPlace & { placeId: string })[],
  now: Date,
): Promise<void> {
  const clients = new AwsClients(endpoints);
  try {
    for (const place of where) {
      const session = await clients.open(place);
      const found = await listVpcs(session);
      const tables = await listRouteTables(
        session,
        found.map((vpc) => vpc.vpcId),
      );
      const rows = await Promise.all(
        found.map(async (vpc) => ({
          placeId: place.placeId,
          vpcId: vpc.vpcId,
          inventory: { ...vpc, ...(await readDnsAttributes(session, vpc.vpcId)) },
          inventoryAt: now,
          routeTables: tables.filter((table) => table.vpcId === vpc.vpcId),
          routeTablesAt: now,
        })),
      );
      if (rows.length > 0) await db.insert(vpcs).values(rows).onConflictDoNothing();
      await db.update(places).set({ inventoriedAt: now }).where(sql`${places.id} = ${place.placeId}`);
    }
  } finally {
    await clients.close();
  }
}
