import { and, desc, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import { audit } from "@/lib/db/schema/audit";
import { renameConnection } from "@/lib/services/connections/rename-connection";
import { addPerson, type Furniture, furnish, type Seat } from "../support/furniture";
import { provideTenancy } from "../support/provide-tenancy";
import { verbInputs } from "../support/verb-inputs";
import { attempt, codeOf, type FoundVerb, findVerbs } from "../support/verbs";

/** Tries at what is somebody else's, which are answered as if it were not there: what the audit says of them. */
const verbs = await findVerbs();
const t = provideTenancy();
let globex: Furniture;
let acme: Furniture;
let seat: Seat;

beforeAll(async () => {
  acme = await furnish(t, "acme", "ours");
  globex = await furnish(t, "globex", "theirs");
  seat = acme.people["tenant-admin"];
});

const as = (organization: string | null) => ({
  ...t.as("operator", organization),
  sessionId: seat.sessionId,
});
const count = async (organizationId: string) => {
  const { rows } = await t.owner.execute<{ n: number }>(
    sql`select count(*)::int as n from audit where organization_id = ${organizationId}`,
  );
  return rows[0]?.n ?? 0;
};
const newest = async () => {
  const [row] = await t.owner
    .select()
    .from(audit)
    .where(and(eq(audit.organizationId, t.ids.acme)))
    .orderBy(desc(audit.seq))
    .limit(1);
  return row;
};
const theirs = ({ verb }: FoundVerb) => verbInputs(globex)[verb.definition.name]?.() ?? {};

describe("a change to what is not there, or another organization's", () => {
  test("is recorded at home with the id that was asked for, whichever verb it is; reading it is not", async () => {
    const before = { globex: await count(t.ids.globex), provider: await count(t.ids.provider) };
    const recorded: string[] = [];
    for (const found of verbs) {
      const { name, kind } = found.verb.definition;
      const entries = await count(t.ids.acme);
      const input = theirs(found);
      if (codeOf(await attempt(found, as("acme"), input)) !== "not-found") continue;
      if (kind === "read") {
        expect(await count(t.ids.acme), `${name} only reads`).toBe(entries);
        continue;
      }
      const entry = await newest();
      expect(entry, name).toMatchObject({
        seq: entries + 1,
        verb: name,
        outcome: "denied",
        personId: seat.personId,
      });
      const asked = Object.values(input).flatMap((value) =>
        typeof value === "object" ? Object.values(value ?? {}) : [value],
      );
      const kept = [entry?.subjectId, entry?.facts.organization];
      expect(
        kept.some((each) => asked.includes(each)),
        `${name} says what was asked for`,
      ).toBe(true);
      recorded.push(name);
    }
    expect(recorded.length).toBeGreaterThan(30);
    expect({ globex: await count(t.ids.globex), provider: await count(t.ids.provider) }).toEqual(before);
  });

  test.each(["globex", "no-such", "provider", null])(
    "asked for in %s is recorded at home",
    async (organization) => {
      const [others, entries] = [await count(t.ids.globex), await count(t.ids.acme)];
      const id = globex.connection;
      await expect(renameConnection(as(organization), { id, name: "x" })).rejects.toMatchObject({
        code: "not-found",
      });
      expect(await newest()).toMatchObject({
        seq: entries + 1,
        verb: "connections.rename",
        outcome: "denied",
        role: "tenant-admin",
        subjectKind: "connection",
        subjectId: id,
        facts: { reason: expect.any(String), ...(organization && { organization }) },
      });
      expect(await count(t.ids.globex)).toBe(others);
    },
  );

  test("keeps no more of what was asked for than an id is long", async () => {
    const id = acme.connection;
    for (const organization of ["x".repeat(100_000), "\u{1F600}".repeat(1_000), "a\u0000b", "\ud800"]) {
      await expect(renameConnection(as(organization), { id, name: "x" })).rejects.toMatchObject({
        code: "not-found",
      });
      expect(JSON.stringify((await newest())?.facts).length).toBeLessThan(1_000);
    }
  });

  test("of whoever is a member of nothing belongs to no chain", async () => {
    const gone = await addPerson(t, t.ids.acme, "operator", "gone");
    await t.owner.execute(sql`delete from memberships where person_id = ${gone.personId}`);
    const before = await Promise.all(Object.values(t.ids).map(count));
    const context = { ...t.as("operator", "acme"), sessionId: gone.sessionId };
    const input = { id: uuidv7(), name: "x" };
    await expect(renameConnection(context, input)).rejects.toMatchObject({ code: "not-found" });
    expect(await Promise.all(Object.values(t.ids).map(count))).toEqual(before);
  });
});
