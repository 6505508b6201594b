import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import { memberships, people } from "@/lib/db/schema/people";
import { sessions } from "@/lib/db/schema/sign-on";
import { isProviderRole, type Role, roleAllows } from "@/lib/domain/people/roles";
import type { VerbContext } from "@/lib/services/context";
import { configureWeb } from "../support/browser";
import { type Furniture, furnish, furnitureIds } from "../support/furniture";
import { provideTenancy } from "../support/provide-tenancy";
import { sumTables, wakeColumns } from "../support/table-sums";
import type { PersonKey } from "../support/tenancy";
import { verbInputs } from "../support/verb-inputs";
import {
  attempt as call,
  codeOf,
  type FoundVerb,
  findVerbs,
  inside,
  type Outcome,
  rehearse,
} from "../support/verbs";

/** Every verb against everybody who should not get through it, and with everything that nobody should send. */
const verbs = await findVerbs();
const t = provideTenancy();
/** Objects of Acme, whose ids others put into their calls. */
let acme: Furniture;
let inputs: Record<string, () => Record<string, unknown>>;

beforeAll(async () => {
  configureWeb(t.url);
  acme = await furnish(t, "acme", "unheard");
  inputs = verbInputs(acme);
});

/** Calls the verb about Acme's things. */
const attempt = (found: FoundVerb, context: VerbContext, input?: unknown): Promise<Outcome> =>
  call(found, context, input ?? inputs[found.verb.definition.name]?.());
/** The same, and takes back whatever it did. */
const tryOut = (found: FoundVerb, context: VerbContext, input?: unknown): Promise<Outcome> =>
  rehearse(t.web, (tx) => attempt(found, inside(context, tx), input));
/** About who is signed in, wherever they are: open to everybody for themselves. */
const isPersonal = ({ verb }: FoundVerb) => verb.definition.scope === "person";
/** Whatever else people do with what is their own: a membership can be left from inside it. */
const isOwn = ({ verb }: FoundVerb) => verb.definition.permission.startsWith("self.");

/** Everything that a verb could have changed, but for the record of denials and what looking by itself moves. */
const world = () =>
  sumTables(t.owner, {
    where: { audit: "outcome = 'done'", audit_heads: "false" },
    without: ["connections.watched_until", "exposures.watched_until", ...wakeColumns],
  });

test("every verb has its row here", () => {
  const names = verbs.map(({ verb }) => verb.definition.name).sort();
  expect(
    Object.keys(inputs).sort(),
    "Add to tests/integration/support/verb-inputs.ts what a new verb takes, or drop a row of one that is gone.",
  ).toEqual(names);
});

describe("nobody", () => {
  const nobodies: [string, () => Promise<VerbContext>, string[]][] = [
    ["signed out", async () => ({ ...t.as("operator", "acme"), sessionId: null }), ["unauthenticated"]],
    [
      "with an invented session",
      async () => ({ ...t.as("operator", "acme"), sessionId: uuidv7() }),
      ["unauthenticated"],
    ],
    ["whose session was ended", () => sessionOf("operator", { endedAt: new Date() }), ["unauthenticated"]],
    ["whose session ran out", () => sessionOf("operator", { endsAt: new Date(0) }), ["unauthenticated"]],
    ["who was disabled", () => stranger({ disabledAt: new Date() }, "tenant-admin"), ["unauthenticated"]],
    ["who is a member of nothing any more", () => stranger({}, null), ["not-found"]],
  ];
  async function sessionOf(
    person: PersonKey,
    ended: Partial<typeof sessions.$inferInsert>,
  ): Promise<VerbContext> {
    const sessionId = uuidv7();
    const row = { id: sessionId, personId: t.person(person), endsAt: new Date("2100-01-01"), ...ended };
    await t.owner.insert(sessions).values(row);
    return { ...t.as(person, "acme"), sessionId };
  }
  async function stranger(
    over: Partial<typeof people.$inferInsert>,
    role: Role | null,
  ): Promise<VerbContext> {
    const [personId, sessionId] = [uuidv7(), uuidv7()];
    await t.owner
      .insert(people)
      .values({ id: personId, email: `${personId}@acme.test`, name: "Gone", ...over });
    if (role) await t.owner.insert(memberships).values({ organizationId: t.ids.acme, personId, role });
    await t.owner.insert(sessions).values({ id: sessionId, personId, endsAt: new Date("2100-01-01") });
    return { ...t.as("operator", "acme"), sessionId };
  }

  test.each(nobodies)("%s gets anything", async (_who, context, codes) => {
    const as = await context();
    const before = await world();
    for (const organization of ["acme", "globex", "provider", "no-such", null]) {
      for (const verb of verbs) {
        expect(codes, verb.exported).toContain(codeOf(await attempt(verb, { ...as, organization })));
      }
    }
    expect(await world()).toEqual(before);
  });
});

describe("roles", () => {
  const roles: [Role, PersonKey, string | null][] = [
    ["viewer", "viewer", "acme"],
    ["operator", "operator", "acme"],
    ["provider-auditor", "auditor", "acme"],
    ["provider-auditor", "auditor", null],
  ];
  test.each(roles)(
    "%s is refused what the table does not give, and the refusal is recorded",
    async (role, person, organization) => {
      const before = await world();
      for (const verb of verbs.filter((each) => !roleAllows(role, each.verb.definition.permission))) {
        expect(codeOf(await attempt(verb, t.as(person, organization))), verb.exported).toBe("forbidden");
        const { rows } = await t.owner.execute<{ verb: string; person_id: string }>(
          sql`select verb, person_id from audit where outcome = 'denied' order by at desc, seq desc limit 1`,
        );
        expect(rows[0]).toEqual({ verb: verb.verb.definition.name, person_id: t.person(person) });
      }
      expect(await world()).toEqual(before);
    },
  );

  test("an auditor changes nothing at all but what is their own", async () => {
    const before = await world();
    const changes = verbs.filter((each) => each.verb.definition.kind === "change" && !isOwn(each));
    for (const verb of changes) {
      for (const organization of ["acme", null]) {
        expect(codeOf(await attempt(verb, t.as("auditor", organization))), verb.exported).toBe("forbidden");
      }
    }
    expect(await world()).toEqual(before);
  });
});

describe("another organization's people", () => {
  /** A list says back what it was asked for. */
  const tellFindings = (value: unknown) =>
    JSON.stringify(value ?? null, (key, inner) => (key === "filters" ? undefined : inner));
  const secrets = () => new RegExp([...furnitureIds(acme), "unheard", "Olga", "Acme"].join("|"));

  test("find nothing in Acme's rooms, nor in the provider's", async () => {
    const before = await world();
    for (const verb of verbs.filter((each) => !isPersonal(each))) {
      for (const organization of ["acme", null, "provider"]) {
        const outcome = await attempt(verb, t.as("globex", organization));
        expect(codeOf(outcome), `${verb.exported} in ${organization}`).toBe("not-found");
        expect(JSON.stringify(outcome)).not.toMatch(secrets());
      }
    }
    expect(await world()).toEqual(before);
  });

  test.each([
    ["operator", []],
    ["tenant-admin", ["createWebhook"]],
  ] as [Role, string[]][])(
    "as %s learn and change nothing of Acme's by its ids in their own rooms",
    async (role, makes) => {
      // In words of their own: what they send may be said back to them.
      const theirs = verbInputs({ ...acme, marker: "theirs" });
      await t.owner
        .update(memberships)
        .set({ role })
        .where(eq(memberships.personId, t.person("globex")));
      const before = await world();
      const made: string[] = [];
      for (const verb of verbs) {
        const send = isOwn(verb) || makes.includes(verb.exported) ? tryOut : attempt;
        const outcome = await send(verb, t.as("globex", "globex"), theirs[verb.verb.definition.name]?.());
        if ("value" in outcome) {
          expect(tellFindings(outcome.value), verb.exported).not.toMatch(secrets());
          if (verb.verb.definition.kind === "change" && !isOwn(verb)) made.push(verb.exported);
        } else if (!isOwn(verb)) {
          // One may lack a right to what is one's own, too: the last admin may not leave.
          expect(["not-found", "forbidden"], verb.exported).toContain(codeOf(outcome));
        }
      }
      expect(made, "only what names nobody's object is done, in their own rooms").toEqual(makes);
      expect(await world()).toEqual(before);
      await t.owner
        .update(memberships)
        .set({ role: "operator" })
        .where(eq(memberships.personId, t.person("globex")));
    },
  );

  test("are answered about Acme's objects word for word as about missing ones", async () => {
    // Ids, secrets and links that a verb makes are others each time.
    const withoutFresh = (outcome: Outcome) =>
      JSON.stringify(outcome).replace(/[0-9a-f]{8}-[0-9a-f-]{27}|whsec_[\w-]+|token=[\w-]+/g, "fresh");
    const swap = (value: unknown): unknown =>
      typeof value === "string" && /^[0-9a-f]{8}-/.test(value)
        ? uuidv7()
        : value === "acme"
          ? "no-such"
          : value;
    for (const verb of verbs) {
      const given = inputs[verb.verb.definition.name]?.() ?? {};
      const missing = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, swap(value)]));
      const theirs = await tryOut(verb, t.as("globex", "globex"), given);
      const nobodys = await tryOut(verb, t.as("globex", "globex"), missing);
      expect(withoutFresh(theirs), verb.exported).toBe(withoutFresh(nobodys));
    }
  });
});

describe("hostile values", () => {
  const nul = String.fromCharCode(0);
  const hostile: [string, unknown][] = [
    ["nothing", undefined],
    ["null", null],
    ["a number", 7],
    ["not a number", Number.NaN],
    ["a truth", true],
    ["a list", ["x", { y: 1 }, null]],
    ["an object", { toString: "x", __proto__: { admin: true } }],
    ["a function", () => "x"],
    ["an empty text", ""],
    ["blanks", " \t\n\u00a0\u200b"],
    ["SQL", "'; drop table people; --"],
    ["a cast", "1::uuid"],
    ["NUL", `a${nul}b`],
    ["NUL in a list", [`a${nul}b`]],
    ["a lone surrogate", "\ud800"],
    ["letters beyond the first plane", "\u{1F600}\u{10FFFF}".repeat(40)],
    ["text from right to left", "\u202Egnp.exe\u202C"],
    ["markup", '"><img src=x onerror=alert(1)>{{7*7}}'],
    ["a prototype", "__proto__"],
    ["a constructor", "constructor"],
    ["a path", "../../../etc/passwd"],
    ["a uuid in capitals", "0190A0A0-0000-7000-8000-00000000000A"],
    ["dashes that look like a uuid", "------------------------------------"],
    ["the nil uuid", "00000000-0000-0000-0000-000000000000"],
    ["the largest number", "99999999999999999999999999"],
    ["a long text", "x".repeat(200_000)],
    ["a thousand blocks", Array.from({ length: 1_000 }, (_, n) => `10.${n % 256}.0.0/16`).join(",")],
    ["a cursor that is none", "9999999-99-99_x"],
  ];
  const people: [PersonKey, string | null][] = [
    ["operator", "acme"],
    ["admin", null],
  ];

  test.each(people)(
    "in any field of any verb, sent by the %s, are refused in words or do no harm",
    async (person, organization) => {
      const roleOfPerson: Role = person === "admin" ? "provider-admin" : "operator";
      const reachable = verbs.filter(({ verb }) => roleAllows(roleOfPerson, verb.definition.permission));
      for (const verb of reachable) {
        const fields = Object.keys(inputs[verb.verb.definition.name]?.() ?? {});
        for (const field of fields) {
          for (const [what, value] of hostile) {
            const given = { ...inputs[verb.verb.definition.name]?.(), [field]: value };
            const outcome = await tryOut(verb, t.as(person, organization), given).catch((error) => {
              throw new Error(`${verb.exported}: ${field} is ${what}`, { cause: error });
            });
            if ("refused" in outcome) expect(outcome.refused.message).toMatch(/[a-z]/);
          }
        }
        for (const whole of [null, undefined, [], "x", 7]) {
          await tryOut(verb, t.as(person, organization), whole ?? JSON.parse("null")).catch((error) => {
            throw new Error(`${verb.exported}: all of it is ${JSON.stringify(whole)}`, { cause: error });
          });
        }
      }
      expect(isProviderRole(roleOfPerson)).toBe(person === "admin");
    },
    300_000,
  );
});
