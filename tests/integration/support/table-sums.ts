import { sql } from "drizzle-orm";
import type { Database } from "@/lib/db/pool";

/**
 * One checksum for each table in `public`, over all rows or those that its `where` lets through. `without` names
 * columns, as `table.column`, that something else moves on.
 */
export async function sumTables(
  owner: Database,
  {
    where = {},
    without = [],
    only,
    as,
  }: { where?: Record<string, string>; without?: string[]; only?: string[]; as?: string } = {},
): Promise<Record<string, string>> {
  const tables = only ?? (await listTables(owner));
  const sums = tables.map((table) => {
    const left = without.flatMap((name) =>
      name.startsWith(`${table}.`) ? [name.slice(table.length + 1)] : [],
    );
    const row = `to_jsonb(x) ${left.map((name) => `- '${name}'`).join(" ")}`;
    return `select '${as ?? table}' as name, count(*) || ' rows ' || coalesce(md5(string_agg(md5((${row})::text), '' order by (${row})::text)), '') as sum
      from ${table} x where ${where[table] ?? "true"}`;
  });
  const { rows } = await owner.execute<{ name: string; sum: string }>(sql.raw(sums.join(" union all ")));
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]).sort());
}

/** Names of all tables in `public`. */
export async function listTables(owner: Database): Promise<string[]> {
  const { rows } = await owner.execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** What a look, a page that is open or a place that was woken moves, without anybody having changed anything. */
export const wakeColumns = [
  "places.wake_seq",
  "places.due_at",
  "places.full_sweep_due_at",
  "sessions.seen_at",
  "sessions.idle_ends_at",
];
