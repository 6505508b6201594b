import { randomBytes } from "node:crypto";
import pg from "pg";
import { migrateDatabase } from "@/lib/db/migrate";

export type TestDatabase = { url: string; drop(): Promise<void> };

// Any number that nothing else on the server locks.
const TEMPLATE_LOCK = 7_032_026;

/** A database of the calling test's own, with all migrations applied. Drop it when done. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = serverOfTests();
  const template = `drawbridge_template_${process.env.TEST_RUN_ID ?? "shared"}`;
  const name = newName();
  await asAdmin(adminUrl, async (admin) => {
    await admin.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    await ensureTemplate(admin, adminUrl, template);
    // Copied as files, not through the log as is the default: half the computing, twice as soon done.
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  });
  return disposable(adminUrl, name);
}

/** As `createTestDatabase`, without any migration. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const adminUrl = serverOfTests();
  const name = newName();
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`create database ${name}`);
  });
  return disposable(adminUrl, name);
}

function serverOfTests(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error("No TEST_DATABASE_URL: run this through vitest's integration project.");
  return url;
}

const newName = () => `drawbridge_test_${randomBytes(6).toString("hex")}`;

function disposable(adminUrl: string, name: string): TestDatabase {
  return {
    url: databaseUrlFor(adminUrl, name),
    drop: () =>
      asAdmin(adminUrl, async (admin) => {
        await admin.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

// Migrated once a run and then copied, which takes a tenth of the time.
async function ensureTemplate(admin: pg.Client, adminUrl: string, template: string): Promise<void> {
  const { rowCount } = await admin.query("select 1 from pg_database where datname = $1", [template]);
  if (rowCount) return;
  const unfinished = `${template}_unfinished`;
  await admin.query(`drop database if exists ${unfinished} with (force)`);
  await admin.query(`create database ${unfinished}`);
  await migrateDatabase(databaseUrlFor(adminUrl, unfinished));
  await admin.query(`alter database ${unfinished} rename to ${template}`);
}

async function asAdmin(adminUrl: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** The same server, another database. The URL of a socket has no host, which `URL` refuses. */
function databaseUrlFor(adminUrl: string, database: string): string {
  const [, start, query = ""] = /^([a-z]+:\/\/[^/?]*)(?:\/[^?]*)?(\?.*)?$/.exec(adminUrl) ?? [];
  if (!start) throw new Error("TEST_DATABASE_URL must look like postgresql://user@host/database.");
  return `${start}/${database}${query}`;
}
