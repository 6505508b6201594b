import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roleAllows } from "@/lib/domain/people/roles";
import { fillPath } from "../support/app-routes";
import { configureWeb } from "../support/browser";
import { type BuiltWeb, httpsOrigin, startBuiltWeb } from "../support/built-web";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { type Furniture, furnish } from "../support/furniture";
import { sumTables, wakeColumns } from "../support/table-sums";
import { makeTenancy, type Tenancy } from "../support/tenancy";
import { verbInputs } from "../support/verb-inputs";
import { attempt, findVerbs, inside, rehearse } from "../support/verbs";
import { fieldsOf, fillOf, listDoors, readActions } from "./doors";

/**
 * What nobody should send, made up at random from a fixed seed: into every verb, and over HTTP to every page, route and
 * action. Nothing may fail in any other way than in words, and nothing may change that was not truly asked for.
 */
const seed = 20261122;
const casesPerVerb = 12;
const casesPerDoor = 3;
const verbs = await findVerbs();
let database: TestDatabase;
let t: Tenancy;
let acme: Furniture;
let inputs: Record<string, () => Record<string, unknown>>;

beforeAll(async () => {
  database = await createTestDatabase();
  configureWeb(database.url);
  t = await makeTenancy(database.url);
  acme = await furnish(t, "acme", "acme-thing");
  inputs = verbInputs(acme);
});
afterAll(async () => {
  await t.close();
  await database.drop();
});

const texts = fc.oneof(
  fc.constantFrom(
    "'; drop table people; --",
    '=cmd|"/C calc"!A0',
    "+1+1",
    "@SUM(A1)",
    "\u0000",
    "\ud800",
    "\u202Egnp.exe",
    "e\u0301".repeat(500),
    '"><script>alert(1)</script>',
    "../../../../etc/passwd",
    "%2e%2e%2f",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "-1",
    "1e400",
    "NaN",
    "0x7f000001",
    "9999-12-31T23:59:60Z",
    "-271821-04-20T00:00:00Z",
    "x".repeat(70_000),
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);
const nested = fc.constant(
  Array.from({ length: 300 }).reduce<unknown>((inner) => ({ inner }), "deep") as object,
);
const wide = fc.constant(Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`key${n}`, n])));
const values = fc.oneof(
  { weight: 4, arbitrary: texts },
  {
    weight: 4,
    arbitrary: fc.anything({ maxDepth: 3, withNullPrototype: true, withDate: true, withBigInt: true }),
  },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: wide },
  { weight: 1, arbitrary: fc.array(texts, { maxLength: 40 }) },
  { weight: 1, arbitrary: fc.double() },
);

/** A true input of which some fields, or keys that nobody knows, hold what they should not. */
const spoilt = (valid: Record<string, unknown>) =>
  fc
    .tuple(
      fc.dictionary(
        fc.oneof(
          { weight: 5, arbitrary: fc.constantFrom(...Object.keys(valid), "organization") },
          { weight: 1, arbitrary: texts },
        ),
        values,
        { minKeys: 1, maxKeys: 4 },
      ),
      fc.boolean(),
    )
    .map(([bad, keepRest]): Record<string, unknown> => ({ ...(keepRest ? valid : {}), ...bad }));

const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number, salt: string) =>
  fc.sample(arbitrary, {
    numRuns: count,
    seed: [...salt].reduce((sum, each) => (sum * 31 + each.charCodeAt(0)) | 0, seed),
  });

describe("verbs", () => {
  const people = [
    ["operator", "acme", "operator"],
    ["admin", null, "provider-admin"],
  ] as const;

  test.each(people)(
    "called by the %s answer or refuse in words",
    async (person, organization, role) => {
      for (const found of verbs) {
        const { name, permission } = found.verb.definition;
        if (!roleAllows(role, permission)) continue;
        for (const input of sample(spoilt(inputs[name]?.() ?? {}), casesPerVerb, `${name} ${person}`)) {
          const outcome = await rehearse(t.web, (tx) =>
            attempt(found, inside(t.as(person, organization), tx), input),
          ).catch((error) => {
            throw new Error(`${name} failed for ${fc.stringify(input).slice(0, 1_500)}`, { cause: error });
          });
          if ("refused" in outcome) expect(outcome.refused.message, name).toMatch(/[a-z]/);
        }
      }
    },
    300_000,
  );
});

describe("pages, routes and actions", () => {
  const doors = listDoors(verbs);
  let web: BuiltWeb;

  beforeAll(async () => {
    web = await startBuiltWeb(database.url, { LOG_LEVEL: "error" });
  }, 900_000);
  afterAll(() => web.stop());

  /** What asking for a page may move, or what a form may truly ask for without any field. */
  const world = () =>
    sumTables(t.owner, {
      where: {
        audit:
          "outcome = 'done' and verb not in ('audit.export', 'notifications.mark-read', 'notifications.set-preferences')",
        audit_heads: "false",
        rate_windows: "false",
        notifications: "false",
        notification_preferences: "false",
        asks: "false",
      },
      without: ["connections.watched_until", "exposures.watched_until", ...wakeColumns],
    });
  /** HTTP can carry no half of a character. */
  const word = (text: string) => Buffer.from(text).toString("utf8").replaceAll("\u0000", "").slice(0, 1_500);
  const names = [
    "search",
    "state",
    "sort",
    "after",
    "show",
    "from",
    "version",
    "organization",
    "cluster",
    "next",
  ];

  test("answer hostile addresses and forms without failing or changing anything", async () => {
    const actions = readActions(process.env.NEXT_DIST_DIR ?? ".next-test");
    const sessions = [acme.people.operator.sessionId, t.as("admin", null).sessionId];
    const failed: string[] = [];
    const before = await world();
    for (const door of doors) {
      // A stream does not end, there is no worker to be well, and some forms truly ask for what they say without a field.
      if (/api\/(changes|health)|nextauth|oidc|sign(Out|In)|action \/sessions|leave/i.test(door.name))
        continue;
      const action = actions.get(door.name);
      if (door.kind === "action" && !action) continue;
      const pattern = action?.page ?? door.pattern;
      const fields = Object.keys(fieldsOf[door.name]?.(acme) ?? {});
      const cases = sample(
        fc.tuple(texts, texts, fc.dictionary(fc.constantFrom(...names, ...fields), texts)),
        casesPerDoor,
        door.name,
      );
      for (const [n, [segment, query, form]] of cases.entries()) {
        const fill = fillOf(pattern, acme);
        // Half of them with an address that is there, so that the rest is read at all.
        const parts =
          n % 2 === 0 ? fill : { ...fill, id: word(segment).slice(0, 200) || "x", seq: word(query) || "x" };
        const search = new URLSearchParams(Object.entries(form).map(([name, value]) => [name, word(value)]));
        const body = bodyOf(action ? { ...form, organization: "acme" } : form, n, action !== undefined);
        const answer = await web.ask(
          `${fillPath(pattern, parts)}${door.method === "GET" && !action ? `?${search}` : ""}`.slice(
            0,
            7_000,
          ),
          {
            sessionId: sessions[n % 2],
            method: action ? "POST" : door.method,
            ...(door.method === "GET" && !action ? {} : body),
            headers: {
              origin: httpsOrigin,
              ...(action ? { "next-action": action.id, accept: "text/x-component" } : {}),
              ...(door.method === "GET" && !action ? {} : body.headers),
            },
          },
        );
        if (answer.status >= 500 || answer.body.includes('"status":"failed"')) {
          failed.push(
            `${door.name} answered ${answer.status} to ${fc.stringify([parts, form]).slice(0, 600)}`,
          );
        }
        // What an action answers is data for the page's own scripts; a document is what a browser takes at its word.
        if (/text\/html/.test(answer.headers["content-type"] ?? ""))
          expect(answer.body, door.name).not.toContain("<script>alert(1)</script>");
      }
    }
    expect(failed).toEqual([]);
    expect(await world()).toEqual(before);
  }, 900_000);

  /** As a form of an action, as a plain form, as JSON, or as what is none of these. */
  function bodyOf(form: Record<string, string>, n: number, isAction: boolean) {
    const multipart = () => {
      const boundary = "----boundary";
      const lines = Object.entries(form).map(
        ([name, value]) =>
          `--${boundary}\r\ncontent-disposition: form-data; name="_1_${name}"\r\n\r\n${word(value)}\r\n`,
      );
      const arguments_ = `--${boundary}\r\ncontent-disposition: form-data; name="0"\r\n\r\n[{"status":"idle"},"$K1"]\r\n`;
      return [
        `${lines.join("")}${arguments_}--${boundary}--\r\n`,
        `multipart/form-data; boundary=${boundary}`,
      ];
    };
    const [body = "", type = ""] = isAction
      ? n < 3
        ? multipart()
        : [JSON.stringify([form]), "text/plain;charset=UTF-8"]
      : n % 3 === 0
        ? [new URLSearchParams(form).toString(), "application/x-www-form-urlencoded"]
        : n % 3 === 1
          ? [JSON.stringify(form), "application/json"]
          : multipart();
    return { body, headers: { "content-type": type } };
  }
});
