import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { installJobs } from "./jobs";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** Any number that nothing else in the database locks. */
const migrationLock = 7_302_114;

/**
 * Brings the database of `databaseUrl` up to date, as its owner. Safe with several processes at once: they queue on
 * an advisory lock. Makes the two NOLOGIN roles where the login may; else they must exist (lib/db/roles.sql).
 */
export async function migrateDatabase(databaseUrl: string, log?: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "drawbridge-migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    await ensureRoles(client);
    await migrate(drizzle(client, { casing: "snake_case" }), { migrationsFolder: here("./migrations") });
    await installJobs(client);
    log?.("database is up to date");
  } finally {
    await client.end();
  }
}

async function ensureRoles(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ n: number; member: boolean }>(
    `select count(*)::int as n, coalesce(bool_and(pg_has_role(current_user, oid, 'member')), false) as member
     from pg_roles where rolname in ('drawbridge_web', 'drawbridge_worker')`,
  );
  const found = rows[0];
  if (found?.n === 2 && found.member) return;
  try {
    await client.query(await readFile(here("./roles.sql"), "utf8"));
    await client.query("grant drawbridge_web, drawbridge_worker to current_user");
  } catch (error) {
    const { rows: who } = await client.query<{ name: string }>("select current_user as name");
    throw new Error(
      `The database roles drawbridge_web and drawbridge_worker are missing and "${who[0]?.name}" may not make them. ` +
        "Have a superuser run lib/db/roles.sql once on this server, with the grant in its head.",
      { cause: error },
    );
  }
}
