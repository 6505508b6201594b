import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findSession } from "@/lib/db/people";
import { type Database, openDatabase } from "@/lib/db/pool";
import { type Reach, withReach } from "@/lib/db/reach";
import { provideTenancy } from "../support/provide-tenancy";

/** What the fences cost: each request looks up its own person, so that this may not grow with what is kept. */
const t = provideTenancy();

type Plan = { "Node Type": string; "Relation Name"?: string; "Actual Loops": number; Plans?: Plan[] };

/** The tables that reading one person's name really went to. */
async function tablesRead(reach: Reach, personId: string): Promise<string[]> {
  const rows = await withReach(t.web, reach, async (tx) => {
    const explained = await tx.execute<{ "QUERY PLAN": { Plan: Plan }[] }>(
      sql`explain (analyze, format json) select name from people where id = ${personId}`,
    );
    return explained.rows;
  });
  return tablesOf(rows);
}

function tablesOf(rows: { "QUERY PLAN": { Plan: Plan }[] }[]): string[] {
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

describe("the plans of what each request asks first", () => {
  const entering = { organizationIds: [], personId: null };
  let connection: Database;
  beforeAll(() => {
    connection = openDatabase(t.url, { role: "drawbridge_web", max: 1 });
  });
  afterAll(() => connection.$client.end());

  const enter = (person: "operator" | "globex" | "admin") =>
    withReach(connection, entering, async (tx) =>
      findSession(tx, t.as(person, null).sessionId ?? "", new Date()),
    );

  test("are kept by the connection, and let each person see their own memberships alone", async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      for (const [person, slug] of [
        ["operator", "acme"],
        ["globex", "globex"],
        ["admin", "provider"],
      ] as const) {
        const found = await enter(person);
        expect(found?.person.id).toBe(t.person(person));
        expect(found?.memberships.map((membership) => membership.slug)).toEqual([slug]);
      }
    }
    // PostgreSQL tries five plans made for the values given before it takes the one that is kept.
    const { rows } = await connection.execute(
      sql`select name, generic_plans > 0 as kept from pg_prepared_statements order by name`,
    );
    expect(rows).toEqual([
      { name: "find_session", kept: true },
      { name: "find_session_memberships", kept: true },
    ]);
  });

  test("read no more than plans made for the values would", async () => {
    await enter("operator");
    const session = t.as("operator", null).sessionId;
    const person = t.person("operator");
    const run = (mode: "force_generic_plan" | "force_custom_plan", reach: Reach, call: string) =>
      withReach(connection, reach, async (tx) => {
        await tx.execute(sql.raw(`set local plan_cache_mode = ${mode}`));
        const explained = await tx.execute<{ "QUERY PLAN": { Plan: Plan }[] }>(
          sql.raw(`explain (analyze, format json) execute ${call}`),
        );
        return tablesOf(explained.rows);
      });
    const entered = { organizationIds: [], personId: person };
    for (const mode of ["force_generic_plan", "force_custom_plan"] as const) {
      expect(await run(mode, entering, `find_session('${session}', now(), now())`)).toEqual([
        "people",
        "sessions",
      ]);
      expect(await run(mode, entered, `find_session_memberships('${person}')`)).toEqual([
        "memberships",
        "organizations",
      ]);
    }
  });
});
