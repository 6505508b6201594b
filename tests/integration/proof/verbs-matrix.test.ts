import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Permission, Role } from "@/lib/domain/people/roles";
import { configureWeb } from "../support/browser";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { addPerson, type Furniture, furnish } from "../support/furniture";
import { makeTenancy, type Tenancy } from "../support/tenancy";
import { verbInputs } from "../support/verb-inputs";
import { attempt, codeOf, type FoundVerb, findVerbs, inside, rehearse } from "../support/verbs";
import { type Column, doorOf, formatMatrix, type Room } from "./matrix";

/** Every verb × every role × own and other organization × nobody in all its shapes, against what roles.ts says. */
const verbs = (await findVerbs()).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
let database: TestDatabase;
let t: Tenancy;
let acme: Furniture;
let globex: Furniture;
let columns: (Column & { sessionId: string | null; organization: string | null; things: Furniture })[];

beforeAll(async () => {
  database = await createTestDatabase();
  configureWeb(database.url);
  t = await makeTenancy(database.url);
  acme = await furnish(t, "acme", "acme-thing");
  globex = await furnish(t, "globex", "globex-thing");
  columns = await describeColumns();
});
afterAll(async () => {
  await t.close();
  await database.drop();
});

async function describeColumns() {
  const tenants = ["viewer", "operator", "tenant-admin"] as const;
  const seat = (role: Role) =>
    role === "provider-admin"
      ? t.as("admin", null).sessionId
      : role === "provider-auditor"
        ? t.as("auditor", null).sessionId
        : acme.people[role].sessionId;
  const providers = ["provider-auditor", "provider-admin"] as const;
  const of = (room: Room, role: Role, organization: string | null, things = acme) => ({
    room,
    role,
    sessionId: seat(role),
    organization,
    things,
  });
  const nobody = (state: string, sessionId: string | null, door: "unauthenticated" | "not-found") => ({
    room: "nobody" as const,
    role: state,
    door,
    sessionId,
    organization: "acme",
    things: acme,
  });
  const gone = (over: Parameters<typeof addPerson>[4]) =>
    addPerson(t, t.ids.acme, "tenant-admin", "gone", over).then(({ sessionId }) => sessionId);
  const past = new Date("2026-01-01T00:00:00Z");
  const removed = await addPerson(t, t.ids.acme, "tenant-admin", "gone");
  await t.owner.execute(sql`delete from memberships where person_id = ${removed.personId}`);
  return [
    ...tenants.map((role) => of("own", role, "acme")),
    ...tenants.map((role) => of("own, other's ids", role, "acme", globex)),
    ...tenants.map((role) => of("other", role, "globex", globex)),
    ...tenants.map((role) => of("provider's", role, null)),
    ...providers.map((role) => of("a tenant's, as provider", role, "acme")),
    ...providers.map((role) => of("provider's", role, null)),
    nobody("signed out", null, "unauthenticated"),
    nobody("invented", uuidv7(), "unauthenticated"),
    nobody("ended", await gone({ session: { endedAt: past } }), "unauthenticated"),
    nobody("ran out", await gone({ session: { endsAt: past } }), "unauthenticated"),
    nobody("idle", await gone({ session: { idleEndsAt: past } }), "unauthenticated"),
    nobody("disabled", await gone({ person: { disabledAt: past } }), "unauthenticated"),
    nobody("removed", removed.sessionId, "not-found"),
  ];
}

function nameOf({ verb }: FoundVerb) {
  return verb.definition.name;
}

test("every verb has what it takes", () => {
  const names = verbs.map(nameOf);
  const known = Object.keys(verbInputs(acme));
  expect(
    names.filter((name) => !known.includes(name)),
    "Verbs without a row in tests/integration/support/verb-inputs.ts: say there what each takes.",
  ).toEqual([]);
});

test("everybody gets exactly what the table of roles gives, from every verb", async () => {
  const rows: { name: string; permission: Permission; scope: string; cells: string[] }[] = [];
  for (const found of verbs) {
    const { permission, scope = "organization" } = found.verb.definition;
    const cells: string[] = [];
    for (const column of columns) {
      const input = verbInputs(column.things)[nameOf(found)]?.() ?? {};
      const code = codeOf(
        await rehearse(t.web, (tx) => {
          const context = { ...inside(t.as("operator", null), tx), ...column };
          return attempt(found, context, input);
        }),
      );
      const door = doorOf(column, { permission, scope });
      const where = `${nameOf(found)}, ${column.room}, ${column.role}`;
      // Behind an open door the verb's own rules speak; before a shut one nothing else may.
      if (door === "open") expect(code, where).not.toBe("unauthenticated");
      else expect(code, where).toBe(door);
      cells.push(code);
    }
    rows.push({ name: nameOf(found), permission, scope, cells });
  }
  await expect(formatMatrix(columns, rows)).toMatchFileSnapshot("verbs.snap.txt");
}, 300_000);
