import { asc, eq } from "drizzle-orm";
import { v4 as uuidv4 } from "uuid";
import { openDatabase } from "@/lib/db/pool";
import { clusters } from "@/lib/db/schema/clusters";
import { attempts, connections } from "@/lib/db/schema/connections";
import { events } from "@/lib/db/schema/events";
import { places } from "@/lib/db/schema/places";
import { AwsClients } from "@/lib/providers/aws/client";
import { VcdClients } from "@/lib/providers/vcd/client";
import type { WorkerContext } from "@/lib/worker/context";
import { sweepPlaceOnce } from "@/lib/worker/places";
import { createInstallation } from "./installation";
import { keepPlans } from "./kept-plans";
import { sealingKeys } from "./sealing-keys";
import {
  awsId,
  clusterVpc,
  plainVpc,
  providerAccountId,
  providerKey,
  startWorld,
  tenantAccountId,
  twoAccounts,
} from "./world";

export const installationId = "test-installation";

/** A worker of its own: its pool, its AWS clients, its id. `endpoint` is the sandbox or a gate before it. */
export function startWorker(databaseUrl: string, endpoint: string, clock: () => Date) {
  process.env.AWS_ACCESS_KEY_ID = providerKey.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = providerKey.secretAccessKey;
  const stopping = new AbortController();
  const context: WorkerContext = {
    db: keepPlans(
      openDatabase(databaseUrl, { role: "drawbridge_worker", max: 6, name: "drawbridge-worker-test" }),
    ),
    clients: new AwsClients({ ec2: endpoint, sts: endpoint }),
    vcdClients: new VcdClients(),
    sealingKeys: [sealingKeys],
    installationId,
    workerId: uuidv4(),
    clock,
    glanceMs: 3_000,
    fullSweepMs: 60_000,
    stopping: stopping.signal,
  };
  let open = true;
  return {
    context,
    stop: () => stopping.abort(),
    sweep: (placeId: string) => sweepPlaceOnce(context, placeId),
    /** As a crash leaves it: no further write reaches the database. */
    async crash() {
      open = false;
      await context.db.$client.end();
    },
    async close() {
      await Promise.all([context.clients.close(), context.vcdClients.close()]);
      if (open) await context.db.$client.end();
    },
  };
}

/** One organization with one production cluster in one place, a tenant's VPC to connect to, a worker and its world. */
export type Scene = Awaited<ReturnType<typeof openScene>>;

export async function openScene(
  options: {
    mode?: "observe" | "act";
    tenantCidrs?: string[];
    endpoint?: (url: string) => Promise<string>;
  } = {},
) {
  const world = await startWorld();
  const tenantCidrs = options.tenantCidrs ?? ["10.50.0.0/16"];
  await world.add(twoAccounts([clusterVpc("cluster", "10.10.0.0/16")], [plainVpc("tenant", tenantCidrs)]));
  const installation = await createInstallation(world.now());
  const { account, places: rows } = await installation.addAccount(providerAccountId, {
    mode: options.mode ?? "act",
  });
  const place = rows[0] as typeof places.$inferSelect;
  const organization = await installation.addOrganization();
  const clusterVpcId = awsId("vpc", "cluster");
  const cluster = await installation.addCluster(organization.id, place, providerAccountId, clusterVpcId);
  const { db } = installation;
  const worker = startWorker(installation.url, (await options.endpoint?.(world.url)) ?? world.url, world.now);

  const read = async (id: string) => {
    const [row] = await db.select().from(connections).where(eq(connections.id, id));
    return row as typeof connections.$inferSelect;
  };
  const readPlace = async () => {
    const [row] = await db.select().from(places).where(eq(places.id, place.id));
    return row as typeof places.$inferSelect;
  };
  return {
    world,
    installation,
    db,
    account,
    place,
    organization,
    cluster,
    clusterVpcId,
    tenantVpcId: awsId("vpc", "tenant"),
    worker,
    request: (more: Partial<typeof connections.$inferInsert> = {}) =>
      installation.addConnection(
        cluster,
        { accountId: tenantAccountId, vpcId: awsId("vpc", "tenant"), cidrs: tenantCidrs },
        more,
      ),
    read,
    readPlace,
    /** Changes a row as a verb does: its revision rises. */
    async change(id: string, changes: Partial<typeof connections.$inferInsert>) {
      const { revision } = await read(id);
      await db
        .update(connections)
        .set({ ...changes, revision: revision + 1 })
        .where(eq(connections.id, id));
    },
    async holdCluster(heldAt: Date | null) {
      await db
        .update(clusters)
        .set({ heldAt, heldReason: heldAt && "Maintenance" })
        .where(eq(clusters.id, cluster.id));
    },
    eventKinds: async (id: string) =>
      (
        await db.select().from(events).where(eq(events.subjectId, id)).orderBy(asc(events.at), asc(events.id))
      ).map(({ kind }) => kind),
    attempts: (id: string) =>
      db
        .select()
        .from(attempts)
        .where(eq(attempts.connectionId, id))
        .orderBy(asc(attempts.startedAt), asc(attempts.id)),
    sweep: () => worker.sweep(place.id),
    /** Sweeps, moves the clock to when the place is due again, and goes on until `done` or for `atMostMs` of the world's time. */
    async until(
      id: string,
      done: (row: typeof connections.$inferSelect) => boolean | Promise<boolean>,
      atMostMs = 600_000,
    ) {
      const limit = world.now().getTime() + atMostMs;
      for (;;) {
        await worker.sweep(place.id);
        const row = await read(id);
        if (await done(row)) return row;
        if (world.now().getTime() >= limit) {
          throw new Error(
            `Still ${row.state} (${JSON.stringify(row.blocked)}) after ${atMostMs / 1000} s: ${JSON.stringify(row.lights)}`,
          );
        }
        const { dueAt } = await readPlace();
        await world.advance(Math.max(250, dueAt.getTime() - world.now().getTime()));
      }
    },
    async close() {
      await worker.close();
      await installation.close();
      await world.close();
    },
  };
}
