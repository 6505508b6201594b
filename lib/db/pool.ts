import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";

export type Database = NodePgDatabase & { $client: pg.Pool };
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

export type DatabaseRole = "drawbridge_web" | "drawbridge_worker";

/**
 * Opens a pool whose connections act as `role` (a NOLOGIN role that the login of `url` is a member of), so that
 * row-level security applies although the login owns the tables. Without a role it acts as the login itself:
 * for migrations and tests. End it with `db.$client.end()`.
 */
export function openDatabase(
  url: string,
  options: { role?: DatabaseRole; max?: number; name?: string } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? "drawbridge",
    ...(options.role ? { options: `-c role=${options.role}` } : {}),
  });
  // Without a listener a connection that PostgreSQL closes ends the process; the next query opens a new one.
  pool.on("error", () => {});
  return drizzle(pool, { casing: "snake_case" });
}

const shared = globalThis as { drawbridgeWebDatabase?: Database };

/**
 * The web process's own pool, opened at first use from DATABASE_URL. It lives on globalThis because Next bundles
 * route handlers, actions and pages apart and each would otherwise open one.
 */
export function webDatabase(): Database {
  if (!shared.drawbridgeWebDatabase) {
    const url = process.env.DATABASE_URL;
    if (!url) throw new Error("DATABASE_URL is not set: the launcher hands it to the web process");
    shared.drawbridgeWebDatabase = openDatabase(url, { role: "drawbridge_web", name: "drawbridge-web" });
  }
  return shared.drawbridgeWebDatabase;
}
