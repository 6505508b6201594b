import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "@/lib/db/pool";
import { announceChange, type Change } from "@/lib/db/signals";
import { subscribeToChanges } from "@/lib/live/changes";
import { createTestDatabase, type TestDatabase } from "../support/database";

let database: TestDatabase;
let owner: Database;
const heard: (Change | "reconnected")[] = [];
const change = { organizationId: "acme", kind: "connections", id: "one" };
const announce = () => owner.transaction((tx) => announceChange(tx, change));
const listeners = async () => {
  const { rows } = await owner.execute<{ pid: number }>(
    sql`select pid from pg_stat_activity where application_name = 'drawbridge-live' and datname = current_database()`,
  );
  return rows;
};

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.url);
  process.env.DATABASE_URL = database.url;
});
afterAll(async () => {
  await owner.$client.end();
  await database.drop();
});

test("what is announced is heard, by one connection, whatever else is said and however often it is lost", async () => {
  const unsubscribe = subscribeToChanges((each) => heard.push(each));
  await vi.waitFor(() => expect(heard).toEqual(["reconnected"]), 10_000);

  await owner.execute(sql`select pg_notify('drawbridge_change', 'no JSON'), pg_notify('drawbridge_change', 'null'),
    pg_notify('drawbridge_change', '{"kind":7}'), pg_notify('drawbridge_change', '')`);
  await announce();
  await vi.waitFor(() => expect(heard).toEqual(["reconnected", change]), 10_000);

  for (let lost = 1; lost <= 2; lost += 1) {
    heard.length = 0;
    await owner.execute(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'drawbridge-live'
        and datname = current_database()`,
    );
    // Everybody is told to read again, since what happened meanwhile is unknown.
    await vi.waitFor(() => expect(heard).toContain("reconnected"), 10_000);
    await announce();
    await vi.waitFor(() => expect(heard).toEqual(["reconnected", change]), 10_000);
    expect(await listeners()).toHaveLength(1);
  }
  unsubscribe();
});
