import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillPath } from "../support/app-routes";
import { configureWeb } from "../support/browser";
import { type BuiltWeb, httpsOrigin, startBuiltWeb } from "../support/built-web";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { boundary, type FormPost, multipart, type Part, plainAction } from "../support/forms";
import { type Furniture, furnish } from "../support/furniture";
import { sumTables, wakeColumns } from "../support/table-sums";
import { makeTenancy, type Tenancy } from "../support/tenancy";
import { findVerbs } from "../support/verbs";
import { fillOf, listDoors, readActions } from "./doors";

/** Forms as browsers send them without scripts: straight to a page, the action named among the fields. */
let database: TestDatabase;
let t: Tenancy;
let acme: Furniture;
let web: BuiltWeb;
let actions: ReturnType<typeof readActions>;
let operator: string;

beforeAll(async () => {
  database = await createTestDatabase();
  configureWeb(database.url);
  t = await makeTenancy(database.url);
  acme = await furnish(t, "acme", "acme-thing");
  web = await startBuiltWeb(database.url, { LOG_LEVEL: "error" });
  actions = readActions(process.env.NEXT_DIST_DIR ?? ".next-test");
  operator = acme.people.operator.sessionId;
}, 900_000);
afterAll(async () => {
  await web?.stop();
  await t?.close();
  await database?.drop();
});

const world = (but: Record<string, string> = {}) =>
  sumTables(t.owner, {
    where: {
      rate_windows: "false",
      notifications: "false",
      audit: "outcome = 'done'",
      audit_heads: "false",
      ...but,
    },
    without: ["connections.watched_until", "exposures.watched_until", ...wakeColumns],
  });

const post = (path: string, { body, type }: FormPost, sessionId: string | null) =>
  web.ask(path, { sessionId, method: "POST", body, headers: { origin: httpsOrigin, "content-type": type } });

const rename = "action /[organization]/connections renameConnectionAction";
const renaming = (name: string): Part[] => [
  ...plainAction(actions.get(rename)?.id ?? ""),
  ["organization", "acme"],
  ["id", acme.connection],
  ["name", name],
];
const connectionName = async () => {
  const answer = await web.ask(`/api/organizations/acme/connections/${acme.connection}`, {
    sessionId: operator,
  });
  return (JSON.parse(answer.body) as { name: string }).name;
};

test("a form that is whole does what it says", async () => {
  const answer = await post(`/acme/connections/${acme.connection}`, multipart(renaming("by hand")), operator);
  expect(answer.status).toBe(200);
  expect(await connectionName()).toBe("by hand");
});

const whole = () => multipart(renaming("never so"));
const cut = (share: number) => {
  const { body, type } = whole();
  return { body: body.subarray(0, Math.floor(body.length * share)), type };
};
const typed = (type: string) => ({ ...whole(), type });
const text = (body: string) => ({ body: Buffer.from(body), type: whole().type });
const without = (name: string) => multipart(renaming("never so").filter(([each]) => each !== name));
const instead = (name: string, value: string) =>
  multipart(renaming("never so").map((part) => (part[0] === name ? [name, value] : part)));
const bare = (parts: Part[]) => multipart([...parts, ["organization", "acme"], ["id", acme.connection]]);
const id = () => actions.get(rename)?.id ?? "";

describe("a form that is not whole changes nothing and is no failure", () => {
  const cases: [string, () => FormPost][] = [
    ["nothing at all", () => text("")],
    ["cut off in the first part", () => cut(0.05)],
    ["cut off in the middle", () => cut(0.5)],
    ["cut off before its last field", () => cut(0.85)],
    ["cut off in the last line", () => ({ ...whole(), body: whole().body.subarray(0, -3) })],
    ["no boundary", () => typed("multipart/form-data")],
    ["an empty boundary", () => typed("multipart/form-data; boundary=")],
    ["another boundary", () => typed("multipart/form-data; boundary=other")],
    ["a boundary of 500 characters", () => typed(`multipart/form-data; boundary=${"b".repeat(500)}`)],
    ["a boundary in quotes that do not close", () => typed('multipart/form-data; boundary="x')],
    ["two boundaries", () => typed(`multipart/form-data; boundary=x; boundary=${boundary}`)],
    ["another content type", () => typed("multipart/mixed; boundary=x")],
    ["the look-alike of a content type", () => typed("multipart/form-datax; boundary=x")],
    ["as text", () => typed("text/plain")],
    ["as JSON", () => typed("application/json")],
    ["of no type", () => typed("")],
    ["as a plain form", () => typed("application/x-www-form-urlencoded")],
    ["as a plain form with a charset", () => typed("application/x-www-form-urlencoded; charset=utf-8")],
    ["lines without their CR", () => text(whole().body.toString().replaceAll("\r\n", "\n"))],
    ["a part without a head", () => text(`--${boundary}\r\n\r\nx\r\n--${boundary}--\r\n`)],
    [
      "a part without a name",
      () => text(`--${boundary}\r\ncontent-disposition: form-data\r\n\r\nx\r\n--${boundary}--\r\n`),
    ],
    ["bytes that are no text", () => ({ ...whole(), body: Buffer.from([0xff, 0xfe, 0, 1, 2, 0xc0, 0x80]) })],
    ["no fields", () => multipart([])],
    ["an invented action", () => bare([[`$ACTION_ID_${"00".repeat(21)}`, ""]])],
    ["an action that is no id", () => bare([["$ACTION_ID_toString", ""]])],
    ["an action of prototypes", () => bare([["$ACTION_ID___proto__", ""]])],
    ["the action without its arguments", () => bare([[`$ACTION_ID_${id()}`, ""]])],
    ["a reference to nothing", () => without("$ACTION_1:0")],
    ["a reference without its arguments", () => without("$ACTION_1:1")],
    ["a reference that is no JSON", () => instead("$ACTION_1:0", "{")],
    ["a reference cut off", () => instead("$ACTION_1:0", `{"id":"${id()}","bound":"$@1"`)],
    ["a reference to an invented action", () => instead("$ACTION_1:0", `{"id":"${"00".repeat(21)}"}`)],
    ["a reference to a prototype", () => instead("$ACTION_1:0", '{"id":"__proto__","bound":"$@1"}')],
    [
      "bound to a path of prototypes",
      () => instead("$ACTION_1:0", `{"id":"${id()}","bound":"$1:__proto__"}`),
    ],
    ["bound to a number", () => instead("$ACTION_1:0", `{"id":"${id()}","bound":5}`)],
    ["arguments that are no JSON", () => instead("$ACTION_1:1", "[")],
    ["arguments that refer to prototypes", () => instead("$ACTION_1:1", '["$1:constructor:constructor"]')],
    ["ten thousand arguments", () => instead("$ACTION_1:1", JSON.stringify(Array(10_000).fill(0)))],
    ["nested arguments", () => instead("$ACTION_1:1", "[".repeat(50_000))],
    ["three references", () => multipart([...renaming("x"), ["$ACTION_REF_2", ""], ["$ACTION_REF_3", ""]])],
    ["a form's arguments in place of the form", () => instead("$ACTION_1:1", '[{},{"id":"x"},"$K1"]')],
    ["a name of 100,000 characters", () => multipart([["x".repeat(100_000), "y"]])],
    [
      "a name of prototypes",
      () =>
        multipart([
          ["__proto__", "y"],
          ["constructor", "y"],
          ["then", "y"],
        ]),
    ],
    ["2,000 fields", () => multipart(Array.from({ length: 2_000 }, (_, n): Part => [`f${n}`, "x"]))],
    ["a zero byte", () => multipart(renaming("a\u0000b"))],
    ["a zero byte in a field's name", () => multipart([...renaming(""), ["na\u0000me", "x"]])],
    [
      "half a character",
      () => multipart(renaming(Buffer.from([0xed, 0xa0, 0x80]).toString("latin1")).slice(0, 4)),
    ],
    [
      "a file where a name is wanted",
      () => ({
        ...whole(),
        body: Buffer.from(whole().body.toString().replace('name="name"', 'name="name"; filename="a.txt"')),
      }),
    ],
  ];

  test.each(cases)("%s", async (_, made) => {
    const before = await world();
    for (const path of ["/sign-in", "/acme", `/acme/connections/${acme.connection}`]) {
      for (const sessionId of [operator, null]) {
        const answer = await post(path, made(), sessionId);
        expect(answer.status, `${path} ${answer.body.slice(0, 300)}`).toBeLessThan(500);
      }
    }
    expect(await world()).toEqual(before);
  });
});

describe("a form that is whole, of odd arguments, does what it says at most", () => {
  const cases: [string, () => FormPost][] = [
    ["bound to itself", () => instead("$ACTION_1:0", `{"id":"${id()}","bound":"$@0"}`)],
    ["arguments that are no list", () => instead("$ACTION_1:1", '{"then":"$1"}')],
    ["arguments that promise themselves", () => instead("$ACTION_1:1", '["$@1"]')],
  ];

  test.each(cases)("%s", async (_, made) => {
    const but = { connections: `id <> '${acme.connection}'`, audit: "verb <> 'connections.rename'" };
    const before = await world(but);
    const answer = await post(`/acme/connections/${acme.connection}`, made(), operator);
    expect(answer.status).toBeLessThan(500);
    expect(["by hand", "never so"]).toContain(await connectionName());
    expect(await world(but)).toEqual(before);
  });
});

test("to every page and for every action, cut off and without its fields, is no failure", async () => {
  const failed: string[] = [];
  const before = await world();
  const pages = listDoors(await findVerbs()).filter(({ kind }) => kind === "page");
  for (const { name, pattern } of pages) {
    const path = fillPath(pattern, fillOf(pattern, acme));
    for (const sent of [
      { body: Buffer.from("--x"), type: "multipart/form-data; boundary=x" },
      { body: Buffer.from("a=%E0%A4%A&b=%00"), type: "application/x-www-form-urlencoded" },
    ]) {
      const answer = await post(path, sent, operator);
      if (answer.status >= 500) failed.push(`${name} ${sent.type}: ${answer.status}`);
    }
  }
  for (const [name, { id, page }] of actions) {
    // These truly ask for what they say without a field.
    if (/signOut|leave|action \/(sessions|notifications)|theme/i.test(name)) continue;
    const path = fillPath(page, fillOf(page, acme));
    const form = multipart([...plainAction(id), ["organization", "acme"]]);
    for (const sent of [form, { ...form, body: form.body.subarray(0, -30) }]) {
      const answer = await post(path, sent, acme.people.viewer.sessionId);
      if (answer.status >= 500) failed.push(`${name} at ${path}: ${answer.status}`);
    }
  }
  expect(failed).toEqual([]);
  expect(await world()).toEqual(before);
}, 300_000);
