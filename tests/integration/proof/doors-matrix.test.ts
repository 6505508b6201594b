import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as send } from "node:http";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutRoot } from "@/bin/launcher/checkout";
import { fillPath } from "../support/app-routes";
import { configureWeb } from "../support/browser";
import { type Answer, type BuiltWeb, httpsOrigin, startBuiltWeb } from "../support/built-web";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { addPerson, type Furniture, furnish } from "../support/furniture";
import { sumTables } from "../support/table-sums";
import { makeTenancy, type Tenancy } from "../support/tenancy";
import { findVerbs } from "../support/verbs";
import {
  type Demand,
  fieldsOf,
  fillOf,
  listDoors,
  readActions,
  verbsElsewhere,
  type WebDoor,
  withoutVerb,
} from "./doors";
import { type Column, type Door, doorOf, formatMatrix } from "./matrix";

/**
 * Every page, route and action over HTTP × everybody, with proxy.ts deleted: what each says follows from the verbs
 * behind it, and from nothing that stands before them. Behind the proxy comes one visitor of each kind, and is told the
 * same.
 */
const verbs = await findVerbs();
const doors = listDoors(verbs);
const built = process.env.NEXT_DIST_DIR ?? ".next-test";
const bare = `${built}-bare`;
/** `home` is the id of the organization that has them as a member. */
type Visitor = Column & {
  personId: string | null;
  home: string | null;
  sessionId: string | null;
  things: Furniture;
};
/** The proxy asks nobody who they are (tests/architecture/verbs.test.ts): these see whether it opens or shuts a door. */
const oneOfEachKind = new Set([
  "own, tenant-admin",
  "other, viewer",
  "a tenant's, as provider, provider-admin",
  "nobody, signed out",
  "nobody, ended",
]);
/** What was said to whom, at which door: of each build. */
const told = { [built]: new Map<string, string>(), [bare]: new Map<string, string>() };
let database: TestDatabase;
let t: Tenancy;
let acme: Furniture;
let globex: Furniture;
let visitors: Visitor[];

beforeAll(async () => {
  database = await createTestDatabase();
  configureWeb(database.url);
  t = await makeTenancy(database.url);
  acme = await furnish(t, "acme", "acme-thing");
  globex = await furnish(t, "globex", "globex-thing");
  visitors = await describeVisitors();
});
afterAll(async () => {
  rmSync(join(checkoutRoot, bare), { recursive: true, force: true });
  await t.close();
  await database.drop();
});

async function describeVisitors(): Promise<Visitor[]> {
  const past = new Date("2026-01-01T00:00:00Z");
  const gone = (over: Parameters<typeof addPerson>[4]) =>
    addPerson(t, t.ids.acme, "tenant-admin", "gone", over);
  const removed = await gone({});
  await t.owner.execute(sql`delete from memberships where person_id = ${removed.personId}`);
  const nobody = (role: string, sessionId: string | null, door: "unauthenticated" | "not-found") => ({
    room: "nobody" as const,
    role,
    door,
    personId: null,
    home: null,
    sessionId,
    things: acme,
  });
  const somebody = (room: "own" | "other", role: keyof Furniture["people"]) => ({
    room,
    role,
    things: room === "own" ? acme : globex,
    personId: acme.people[role].personId,
    home: t.ids.acme,
    sessionId: null,
  });
  const provider = (role: "provider-auditor" | "provider-admin", key: "auditor" | "admin") => ({
    room: "a tenant's, as provider" as const,
    role,
    things: acme,
    personId: t.person(key),
    home: t.ids.provider,
    sessionId: null,
  });
  return [
    somebody("own", "viewer"),
    somebody("own", "operator"),
    somebody("own", "tenant-admin"),
    somebody("other", "viewer"),
    somebody("other", "tenant-admin"),
    provider("provider-auditor", "auditor"),
    provider("provider-admin", "admin"),
    nobody("signed out", null, "unauthenticated"),
    nobody("ended", (await gone({ session: { endedAt: past } })).sessionId, "unauthenticated"),
    nobody("idle", (await gone({ session: { idleEndsAt: past } })).sessionId, "unauthenticated"),
    nobody("disabled", (await gone({ person: { disabledAt: past } })).sessionId, "unauthenticated"),
    nobody("removed", removed.sessionId, "not-found"),
  ];
}

/** In the provider's own rooms a tenant's people are in another's, wherever they come from. */
function doorFor(visitor: Visitor, door: WebDoor): Door {
  if (door.openToAll) return "open";
  const isProviders = /^\/(api\/)?admin\b/.test(door.pattern) && visitor.room === "own";
  const column = isProviders ? { ...visitor, room: "provider's" as const } : visitor;
  const said = door.demands.map((demand) => doorOf(column as Column, demand));
  return said.find((each) => each !== "open") ?? "open";
}

test("every door says which verbs it leads to, or why it leads to none", () => {
  const mute = doors.filter(({ demands, openToAll }) => demands.length === 0 && !openToAll);
  expect(
    mute.map(({ name }) => name),
    "Doors that call no verb. Say in tests/integration/proof/doors.ts why (withoutVerb), or which verb stands in another file (verbsElsewhere).",
  ).toEqual([]);
  const names = new Set(doors.map(({ name }) => name));
  const stale = [...Object.keys(withoutVerb), ...Object.keys(verbsElsewhere)].filter(
    (name) => !names.has(name),
  );
  expect(stale, "Doors that are gone: drop them from tests/integration/proof/doors.ts.").toEqual([]);
});

describe.each([
  ["behind the proxy", built],
  ["with proxy.ts deleted", bare],
])("%s", (_what, folder) => {
  let web: BuiltWeb;
  let actions: Map<string, { id: string; page: string }>;

  beforeAll(async () => {
    // The first one makes the build; what is bare is a copy of it.
    if (folder === bare) removeProxy();
    web = await startBuiltWeb(database.url, { NEXT_DIST_DIR: folder, LOG_LEVEL: "error" });
    actions = readActions(folder);
  }, 900_000);
  afterAll(() => web.stop());

  test("the proxy is there, or not", async () => {
    // Only the proxy makes a nonce; the server itself fences every answer in.
    const policy = (await web.ask("/sign-in")).headers["content-security-policy"];
    expect(policy).toBeDefined();
    expect(/'nonce-/.test(String(policy))).toBe(folder === built);
  });

  test("every action of the build has its row", () => {
    const listed = doors.filter(({ kind }) => kind === "action").map(({ name }) => name);
    // What no page uses is not in the build; everything that is there is listed.
    expect([...actions.keys()].filter((name) => !listed.includes(name))).toEqual([]);
  });

  test("all who come get exactly what the verbs behind each door give", async () => {
    const comers = folder === bare ? visitors : visitors.filter((each) => oneOfEachKind.has(nameOf(each)));
    expect(comers).toHaveLength(folder === bare ? visitors.length : oneOfEachKind.size);
    const cells = new Map<WebDoor, string[]>(doors.map((door) => [door, []]));
    const wrong: string[] = [];
    const visit = async (which: "shut" | "open") => {
      // Some door that is open to all has signed out whoever belongs nowhere.
      await t.owner.execute(sql`update sessions set ended_at = null, end_reason = null
        where id = ${visitors.find(({ role }) => role === "removed")?.sessionId}`);
      for (const [n, visitor] of comers.entries()) {
        for (const door of doors) {
          if (door.kind === "action" && !actions.has(door.name)) continue;
          const expected = doorFor(visitor, door);
          if ((expected === "open") !== (which === "open")) continue;
          const waits = expected === "open" && door.demands.some(({ verb }) => waitForWorker.includes(verb));
          const said = waits ? "waits" : await inTime(door, knock(web, actions, door, visitor));
          const where = `${door.name}, ${nameOf(visitor)}`;
          const wanted = door.openToAll
            ? /^(?!failed|500)/
            : expected === "open"
              ? /^(?!failed|5|unauthenticated)/
              : new RegExp(`^${asSaidBy(door, expected)}$`);
          if (!wanted.test(said)) wrong.push(`${where}: ${said}, not ${asSaidBy(door, expected)}`);
          (cells.get(door) as string[])[n] = said;
          told[folder]?.set(where, said);
        }
      }
    };
    const before = await world();
    await visit("shut");
    expect(await world(), "nobody changed anything through a door that is shut").toEqual(before);
    await visit("open");
    expect(wrong).toEqual([]);
    if (folder !== bare) return;
    const rows = doors
      .filter((door) => door.kind !== "action" || actions.has(door.name))
      .map((door) => ({
        name: door.name,
        permission: door.openToAll ? `everybody: ${withoutVerb[door.name]}` : listPermissions(door.demands),
        scope: door.demands.every(({ scope }) => scope === "person") && !door.openToAll ? "person" : "",
        cells: cells.get(door) ?? [],
      }));
    await expect(formatMatrix(visitors, rows)).toMatchFileSnapshot("doors.snap.txt");
  }, 900_000);
});

test("the proxy changes nothing of what anybody is told", () => {
  const behind = told[built] ?? new Map();
  expect(behind.size).toBeGreaterThan(doors.length);
  const without = [...behind.keys()].map((where): [string, unknown] => [where, told[bare]?.get(where)]);
  expect(without).toEqual([...behind]);
});

const nameOf = ({ room, role }: Visitor) => `${room}, ${role}`;

/** These wait minutes for a worker, and there is none: it is enough that they let nobody in who may not. */
const waitForWorker = ["askForKubeconfig", "putSharesAsk", "putUpgradePlanAsk"];

function inTime(door: WebDoor, said: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`failed: ${door.name} did not answer`), 20_000);
  });
  return Promise.race([said, late]).finally(() => clearTimeout(timer));
}

const listPermissions = (demands: Demand[]) =>
  [...new Set(demands.map(({ permission }) => permission))].sort().join(" + ");

/** A page never says that something is there which one may not see; routes and actions tell people what they lack. */
function asSaidBy(door: WebDoor, expected: Door): string {
  if (door.kind === "page" && expected === "forbidden") return "not-found";
  return expected;
}

const world = () =>
  sumTables(t.owner, {
    where: { audit: "outcome = 'done'", audit_heads: "false", rate_windows: "false", sessions: "false" },
  });

/** Comes as that visitor, in a session of their own, with nothing but the organization in hand. */
async function knock(
  web: BuiltWeb,
  actions: Map<string, { id: string; page: string }>,
  door: WebDoor,
  visitor: Visitor,
): Promise<string> {
  if (visitor.personId) await restore(visitor);
  const sessionId = visitor.personId ? await openSession(visitor.personId) : visitor.sessionId;
  const { things } = visitor;
  const at = (pattern: string) => fillPath(pattern, fillOf(pattern, things));
  const origin = { origin: httpsOrigin };
  if (door.kind === "action") {
    const { id, page } = actions.get(door.name) as { id: string; page: string };
    const organization = /admin/.test(door.pattern) ? "" : things.organization.slug;
    const form = new FormData();
    form.append("_1_organization", organization);
    for (const [name, value] of Object.entries(fieldsOf[door.name]?.(things) ?? {}))
      form.append(`_1_${name}`, value);
    form.append("0", JSON.stringify([{ status: "idle" }, "$K1"]));
    const body = new Response(form);
    const answer = await web.ask(at(page), {
      sessionId,
      method: "POST",
      body: Buffer.from(await body.arrayBuffer()),
      headers: {
        ...origin,
        "next-action": id,
        "content-type": body.headers.get("content-type") ?? "",
        accept: "text/x-component",
      },
    });
    return readActionAnswer(answer);
  }
  if (door.pattern === "/api/changes") return readStream(web, sessionId, at(door.pattern), things);
  const query = /\/api\/(search|changes)/.test(door.pattern)
    ? `?organization=${things.organization.slug}`
    : "";
  const answer = await web.ask(at(door.pattern) + query, {
    sessionId,
    method: door.method,
    headers:
      door.method === "GET"
        ? {}
        : {
            ...origin,
            "content-type": "application/x-www-form-urlencoded",
            // Without it whoever is refused is led on, to where they are told so.
            ...(door.pattern === "/api/notifications/read" && { accept: "application/json" }),
          },
    ...(door.method === "GET" ? {} : { body: bodyOf(door, things) }),
  });
  return door.kind === "page" ? readPageAnswer(answer) : readRouteAnswer(answer);
}

const bodyOf = (door: WebDoor, things: Furniture) =>
  door.pattern.endsWith("/cluster-check")
    ? JSON.stringify({ placeId: things.vcd.ids.place, as: "form", form: things.vcd.form })
    : new URLSearchParams(fieldsOf[door.name]?.(things)).toString();

/** As everybody was before: some doors let people leave, or sign in no more. */
async function restore({ personId, home, role }: Visitor): Promise<void> {
  await t.owner.execute(sql`delete from rate_windows`);
  await t.owner.execute(sql`update settings set local_accounts = true where not local_accounts`);
  await t.owner.execute(sql`insert into memberships (organization_id, person_id, role)
    values (${home}, ${personId}, ${role}) on conflict (organization_id, person_id) do nothing`);
}

/** Seats of sessions come and go: some doors end every one of a person's. */
async function openSession(personId: string): Promise<string> {
  const id = uuidv7();
  await t.owner.execute(
    sql`insert into sessions (id, person_id, ends_at) values (${id}, ${personId}, '2100-01-01')`,
  );
  return id;
}

const signsOfStatus: Record<number, string> = {
  200: "ok",
  303: "ok",
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  409: "precondition",
  413: "invalid-input",
  422: "invalid-input",
  429: "limit",
};
const signInPage = /^(https:\/\/bridge\.example)?\/sign-in(\?|$)/;

function readPageAnswer({ status, headers }: Answer): string {
  if ([303, 307, 308].includes(status)) {
    return signInPage.test(headers.location ?? "") ? "unauthenticated" : "ok";
  }
  return signsOfStatus[status] ?? String(status);
}

function readRouteAnswer({ status, headers }: Answer): string {
  // A plain form that was posted leads on: to sign in, or to where the refusal is told.
  if (status === 303 && signInPage.test(headers.location ?? "")) return "unauthenticated";
  return signsOfStatus[status] ?? String(status);
}

function readActionAnswer({ status, headers, body }: Answer): string {
  if (status === 303) return "ok";
  if (status !== 200) return `failed with ${status}`;
  if (headers["x-action-redirect"] !== undefined) return "ok";
  if (body.includes('"status":"failed"')) return "failed";
  if (/"You are signed out\./.test(body)) return "unauthenticated";
  if (/There is no such/.test(body)) return "not-found";
  if (/does not allow this\./.test(body)) return "forbidden";
  return body.includes('"status":"refused"') ? "invalid-input" : "ok";
}

/** The stream of changes does not end by itself: its first line is enough. */
function readStream(
  web: BuiltWeb,
  sessionId: string | null,
  path: string,
  things: Furniture,
): Promise<string> {
  return web.cookieOf(sessionId).then(
    (cookie) =>
      new Promise<string>((resolve, reject) => {
        const outgoing = send(
          {
            host: "127.0.0.1",
            port: web.port,
            path: `${path}?organization=${things.organization.slug}`,
            headers: { host: new URL(httpsOrigin).host, ...(cookie ? { cookie } : {}) },
            agent: false,
          },
          (incoming) => {
            resolve(signsOfStatus[incoming.statusCode ?? 0] ?? String(incoming.statusCode));
            incoming.destroy();
          },
        );
        outgoing.on("error", reject);
        outgoing.end();
      }),
  );
}

/** A copy of the build as it would be without proxy.ts. */
function removeProxy(): void {
  const at = (...path: string[]) => join(checkoutRoot, bare, ...path);
  rmSync(at(), { recursive: true, force: true });
  cpSync(join(checkoutRoot, built), at(), {
    recursive: true,
    filter: (path) => !/\.next[^/]*\/(cache|reports|trace)/.test(path),
  });
  for (const file of [
    "server/middleware.js",
    "server/middleware.js.map",
    "server/middleware.js.nft.json",
    "server/middleware",
  ]) {
    rmSync(at(file), { recursive: true, force: true });
  }
  const manifest = at("server/functions-config-manifest.json");
  const read = JSON.parse(readFileSync(manifest, "utf8")) as { functions: Record<string, unknown> };
  delete read.functions["/_middleware"];
  writeFileSync(manifest, JSON.stringify(read));
}
