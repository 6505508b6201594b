import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrateDatabase } from "@/lib/db/migrate";
import { createEmptyDatabase, type TestDatabase } from "../support/database";

let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await createEmptyDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

const inRooms = (path: string) => fileURLToPath(new URL(`../../../lib/db/${path}`, import.meta.url));

/** Applies the migrations that come before the one of that number, as an installation of then has them. */
async function migrateUntil(number: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-migrations-"));
  try {
    await client.query(await readFile(inRooms("roles.sql"), "utf8"));
    await cp(inRooms("migrations"), folder, { recursive: true });
    const journalPath = join(folder, "meta", "_journal.json");
    const journal = JSON.parse(await readFile(journalPath, "utf8")) as { entries: { idx: number }[] };
    const entries = journal.entries.filter(({ idx }) => idx < number);
    expect(entries).toHaveLength(number);
    await writeFile(journalPath, JSON.stringify({ ...journal, entries }));
    await migrate(drizzle(client, { casing: "snake_case" }), { migrationsFolder: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const [acme, provider, ana, bo, eve, ada] = [id(1), id(2), id(11), id(12), id(13), id(14)];
const rows = async (text: string) => (await client.query<Record<string, unknown>>(text)).rows;

test("everybody who edited is known afterwards, and what was decided stays decided", async () => {
  await migrateUntil(25);
  await client.query(
    `insert into organizations (id, slug, name, kind) values ('${acme}', 'acme', 'Acme', 'tenant')`,
  );
  for (const person of [ana, bo, eve, ada]) {
    await client.query(`insert into people (id, email, name) values ('${person}', '${person}', 'x')`);
  }
  await client.query(
    `insert into organizations (id, slug, name, kind) values ('${provider}', 'provider', 'Provider', 'provider')`,
  );
  for (const person of [bo, ada]) {
    await client.query(`insert into memberships (organization_id, person_id, role)
      values ('${provider}', '${person}', 'provider-admin')`);
  }
  const waiting = id(21);
  const decided = id(22);
  const untouched = id(23);
  for (const [request, values] of [
    [waiting, `'waiting', '${eve}', now(), null, 2, 3`],
    // Decided by whoever edited it before another did, which was allowed then.
    [decided, `'approved', '${eve}', now(), '${bo}', 1, 3`],
    [untouched, `'waiting', null, null, null, 1, 1`],
  ]) {
    await client.query(`insert into requests (id, organization_id, kind, subject_id, terms, terms_digest, reason,
      requested_by, requested_at, state, edited_by, edited_at, decided_by, approvals_needed, edition)
      values ('${request}', '${acme}', 'connection', '${request}', '{}', 'digest', '', '${ana}', now(), ${values})`);
  }
  for (const [number, request, person, kind] of [
    [31, waiting, bo, "edit"],
    [32, waiting, eve, "edit"],
    [33, waiting, ada, "comment"],
    [34, decided, bo, "edit"],
  ] as const) {
    await client.query(`insert into request_comments (id, organization_id, request_id, person_id, role, kind, text, at)
      values ('${id(number)}', '${acme}', '${request}', '${person}', 'operator', '${kind}', 'x', now())`);
  }
  for (const person of [bo, ada]) {
    await client.query(`insert into request_approvals (organization_id, request_id, edition, person_id, terms_digest, at)
      values ('${acme}', '${waiting}', 3, '${person}', 'digest', now())`);
  }

  await migrateDatabase(database.url);

  expect(await rows("select id, state, editors from requests order by id")).toEqual([
    {
      id: waiting,
      state: "waiting",
      editors: expect.toSatisfy((set: string[]) => String(set.sort()) === `${bo},${eve}`),
    },
    { id: decided, state: "approved", editors: [eve] },
    { id: untouched, state: "waiting", editors: [] },
  ]);
  expect(
    await rows("select person_id, taken_back_at is null as counts from request_approvals order by person_id"),
  ).toEqual([
    { person_id: bo, counts: false },
    { person_id: ada, counts: true },
  ]);
});

test("a delivery whose notice somebody deleted goes, all others stay", async () => {
  await migrateUntil(26);
  await client.query(
    `insert into organizations (id, slug, name, kind) values ('${acme}', 'acme', 'Acme', 'tenant')`,
  );
  await client.query(`insert into notices (id, organization_id, kind, subject_kind, subject_id, at, dedupe_key, facts)
    values ('${id(41)}', '${acme}', 'connection.active', 'connection', '${id(49)}', now(), 'x', '{}')`);
  for (const [delivery, notice] of [
    [id(51), `'${id(41)}'`],
    [id(52), `'${id(42)}'`],
    [id(53), "null"],
  ]) {
    await client.query(`insert into deliveries (id, organization_id, channel, notice_id, state)
      values ('${delivery}', '${acme}', 'webhook', ${notice}, 'delivered')`);
  }
  await migrateDatabase(database.url);
  expect(await rows("select id from deliveries order by id")).toEqual([{ id: id(51) }, { id: id(53) }]);
});
