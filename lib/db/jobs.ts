import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import PgBoss from "pg-boss";
import type { Database, Transaction } from "./pool";

/** The schema of the job library's own tables: made by the migration as owner, used by the worker alone. */
const jobsSchema = "drawbridge_jobs";
const deliveryQueue = "deliveries";

/** A job holds its delivery this long; a worker that died with it is stood in for after that, and a second or two. */
const jobExpiresSeconds = 20;
const maintenanceIntervalSeconds = 2;

export type DeliveryJob = { deliveryId: string };
/** A job that was claimed. Until it is completed it comes back once it has expired. */
export type ClaimedJob = { id: string; data: DeliveryJob };

type Executor = { executeSql(text: string, values: unknown[]): Promise<{ rows: unknown[] }> };

const executorOf = (client: pg.Pool | pg.ClientBase): Executor => ({
  executeSql: (text, values) => client.query(text, values),
});

/** Makes or brings up to date the job library's tables and queue, as the owner of the database, for the worker's role. */
export async function installJobs(client: pg.Client): Promise<void> {
  const boss = new PgBoss({
    db: executorOf(client) as PgBoss.Db,
    schema: jobsSchema,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  if (!(await boss.getQueue(deliveryQueue))) await boss.createQueue(deliveryQueue);
  await boss.stop({ graceful: false });
  await client.query(`
    grant usage on schema ${jobsSchema} to drawbridge_worker;
    grant select, insert, update, delete on all tables in schema ${jobsSchema} to drawbridge_worker;
    revoke execute on all functions in schema ${jobsSchema} from public;`);
}

/** Jobs of the worker: claimed here, made and completed in the transactions of what they are about. */
export class Jobs {
  private readonly boss: PgBoss;

  constructor(
    private readonly db: Database,
    onTrouble: (error: unknown) => void,
  ) {
    this.boss = new PgBoss({
      db: executorOf(db.$client) as PgBoss.Db,
      schema: jobsSchema,
      migrate: false,
      schedule: false,
      maintenanceIntervalSeconds,
      archiveCompletedAfterSeconds: 3_600,
      deleteAfterDays: 2,
    });
    this.boss.on("error", onTrouble);
  }

  /** From now on jobs of workers that died are given to others. Throws where the database was not migrated. */
  async start(): Promise<void> {
    await this.boss.start();
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }

  /** Claims up to `limit` jobs whose time has come. */
  async claim(limit: number): Promise<ClaimedJob[]> {
    const jobs = await this.boss.fetch<DeliveryJob>(deliveryQueue, { batchSize: limit });
    return jobs.map(({ id, data }) => ({ id, data }));
  }

  /** One transaction in which jobs are made and completed together with the rows they are about. */
  async transaction<T>(work: (tx: Transaction, jobs: JobsInTransaction) => Promise<T>): Promise<T> {
    const client = await this.db.$client.connect();
    try {
      const db = drizzle(client, { casing: "snake_case" });
      const inside: JobsInTransaction = {
        send: async (deliveryId, startAfter) => {
          const id = await this.boss.send(deliveryQueue, { deliveryId } satisfies DeliveryJob, {
            db: executorOf(client) as PgBoss.Db,
            startAfter,
            expireInSeconds: jobExpiresSeconds,
            retryLimit: 1_000_000,
            retryDelay: 0,
          });
          if (!id) throw new Error("The job of a delivery was not taken: its queue is missing.");
          return id;
        },
        complete: async (jobId) => {
          await this.boss.complete(deliveryQueue, jobId, {}, { db: executorOf(client) as PgBoss.Db });
        },
      };
      return await db.transaction((tx) => work(tx, inside));
    } finally {
      client.release();
    }
  }
}

export type JobsInTransaction = {
  /** Answers the job's id. */
  send: (deliveryId: string, startAfter: Date) => Promise<string>;
  complete: (jobId: string) => Promise<void>;
};
