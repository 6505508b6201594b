import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Reach, withReach } from "@/lib/db/reach";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { makeTenancy, type Tenancy } from "../support/tenancy";

/** What the fences cost: each request looks up its own person, so that this may not grow with what is kept. */
let database: TestDatabase;
let t: Tenancy;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await makeTenancy(database.url);
});
afterAll(async () => {
  await t.close();
  await database.drop();
});

type Plan = { "Node Type": string; "Relation Name"?: string; "Actual Loops": number; Plans?: Plan[] };

/** The tables that reading one person's name really went to. */
async function tablesRead(reach: Reach, personId: string): Promise<string[]> {
  const rows = await withReach(t.web, reach, async (tx) => {
    const explained = await tx.execute<{ "QUERY PLAN": { Plan: Plan }[] }>(
      sql`explain (analyze, format json) select name from people where id = ${personId}`,
    );
    return explained.rows;
  });
  const walk = (plan: Plan): string[] => [
    ...(plan["Relation Name"] && plan["Actual Loops"] > 0 ? [plan["Relation Name"]] : []),
    ...(plan.Plans ?? []).flatMap(walk),
  ];
  return [...new Set((rows[0]?.["QUERY PLAN"] ?? []).flatMap(({ Plan }) => walk(Plan)))].sort();
}

test("finding out whose a session is reads nobody's requests, comments or approvals", async () => {
  const entering = { organizationIds: [], personId: null };
  expect(await tablesRead(entering, t.person("operator"))).toEqual(["people"]);
});

test("one's own name, and that of a member, are read without them too", async () => {
  const own = { organizationIds: [t.ids.acme], personId: t.person("operator") };
  expect(await tablesRead(own, t.person("operator"))).toEqual(["people"]);
  expect(await tablesRead(own, t.person("viewer"))).toEqual(["memberships", "people"]);
});
