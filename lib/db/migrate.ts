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
    // Logins that may not migrate still see whether somebody did.
    await client.query("grant usage on schema drizzle to drawbridge_web, drawbridge_worker");
    await client.query("grant select on drizzle.__drizzle_migrations to drawbridge_web, drawbridge_worker");
    log?.("database is up to date");
  } finally {
    await client.end();
  }
}

/**
 * Migrates where the login may. Where it may not, being one of two that have a role each and own nothing, it must find
 * the database up to date: throws with what to do if it is not.
 */
export async function migrateOrRequireMigrated(
  databaseUrl: string,
  log?: (line: string) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "drawbridge-migrate" });
  await client.connect();
  try {
    const { rows } = await client.query<{ may: boolean }>(
      "select has_database_privilege(current_database(), 'CREATE') as may",
    );
    if (!rows[0]?.may) return await requireMigrated(client);
  } finally {
    await client.end();
  }
  await migrateDatabase(databaseUrl, log);
}

async function requireMigrated(client: pg.Client): Promise<void> {
  const journal = JSON.parse(await readFile(here("./migrations/meta/_journal.json"), "utf8")) as {
    entries: { when: number }[];
  };
  const applied = await client
    .query<{ last: string | null }>("select max(created_at) as last from drizzle.__drizzle_migrations")
    .then(({ rows }) => Number(rows[0]?.last ?? 0))
    .catch(() => 0);
  if (applied >= Math.max(...journal.entries.map(({ when }) => when))) return;
  throw new Error(
    "The database is not up to date, and this login may not change that. Run npm run db:migrate first, with the " +
      "DATABASE_URL of the login that owns the database.",
  );
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
