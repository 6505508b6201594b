import { createHmac } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type OpenIdProvider, startOpenIdProvider } from "@/e2e/support/openid-provider";
import { readSessionId } from "@/lib/auth/session-cookie";
import { webDatabase } from "@/lib/db/pool";
import { audit } from "@/lib/db/schema/audit";
import { memberships, people } from "@/lib/db/schema/people";
import { groupMappings, rateWindows, sessions } from "@/lib/db/schema/sign-on";
import type { Role } from "@/lib/domain/people/roles";
import { browse, nextHeaders, origin } from "../support/browser";
import { provideWebTenancy } from "../support/provide-web-tenancy";
import { comeBack, configureOidc, signInAs, start, visitProvider } from "./support";

vi.mock("next/headers", async () => (await import("../support/browser")).nextHeaders);

const t = provideWebTenancy();
let provider: OpenIdProvider;

beforeAll(async () => {
  provider = await startOpenIdProvider({ redirectUri: `${origin}/api/auth/callback/oidc` });
  configureOidc(provider);
  await map("acme-viewers", t.ids.acme, "viewer");
  await map("acme-operators", t.ids.acme, "operator");
  await map("globex-viewers", t.ids.globex, "viewer");
  await map("cloud-admins", t.ids.provider, "provider-admin");
  await map("cloud-auditors", t.ids.provider, "provider-auditor");
});
afterAll(async () => {
  await provider.stop();
});
beforeEach(async () => {
  provider.meddle(null);
  provider.rewriteIdToken(null);
  await t.owner.delete(rateWindows);
  await browse(null);
});

const map = (groupName: string, organizationId: string, role: Role) =>
  t.owner.insert(groupMappings).values({ id: uuidv7(), groupName, organizationId, role });

let numbered = 0;
/** Somebody at the provider, with an address of their own. */
function account(groups?: unknown, more: Record<string, unknown> = {}) {
  numbered += 1;
  const sub = `user-${numbered}`;
  provider.accounts.set(sub, {
    sub,
    name: `User ${numbered}`,
    email: `${sub}@acme.example`,
    groups,
    ...more,
  });
  return sub;
}
const regroup = (sub: string, groups: unknown) =>
  provider.accounts.set(sub, { ...provider.accounts.get(sub), sub, groups });

async function personOf(sub: string) {
  const [row] = await t.owner.select().from(people).where(eq(people.oidcSubject, sub));
  return row;
}
async function rolesOf(sub: string) {
  const person = await personOf(sub);
  const rows = await t.owner
    .select()
    .from(memberships)
    .where(eq(memberships.personId, person?.id ?? uuidv7()));
  const names = new Map(Object.entries(t.ids).map(([name, id]) => [id, name]));
  return Object.fromEntries(rows.map((row) => [names.get(row.organizationId), `${row.role} ${row.source}`]));
}
const entriesOf = (organizationId: string, verb: string) =>
  t.owner
    .select()
    .from(audit)
    .where(and(eq(audit.organizationId, organizationId), eq(audit.verb, verb)))
    .orderBy(audit.seq);

describe("a sign-in with the OpenID provider", () => {
  test("makes a person, their memberships and a session, all recorded, and leads where they wanted to go", async () => {
    const sub = account(["acme-viewers", "nobody's"]);
    const answer = await signInAs(sub, "/acme/connections?state=all");
    expect(answer).toMatchObject({ status: 302, location: `${origin}/acme/connections?state=all` });
    expect(await rolesOf(sub)).toEqual({ acme: "viewer oidc" });
    const person = await personOf(sub);
    expect(person).toMatchObject({
      oidcIssuer: provider.issuer,
      email: `${sub}@acme.example`,
      passwordHash: null,
    });
    const [session] = await t.owner
      .select()
      .from(sessions)
      .where(eq(sessions.id, (await readSessionId()) ?? ""));
    expect(session).toMatchObject({ personId: person?.id, how: "oidc", address: "192.0.2.9", endedAt: null });
    const given = (await entriesOf(t.ids.acme, "sign-on.apply-groups")).at(-1);
    expect(given).toMatchObject({
      personId: person?.id,
      role: "viewer",
      outcome: "done",
      address: "192.0.2.9",
    });
    expect(given?.facts).toMatchObject({
      groups: ["acme-viewers"],
      before: { role: null },
      after: { role: "viewer" },
    });
    expect((await entriesOf(t.ids.acme, "people.sign-in-oidc")).at(-1)).toMatchObject({
      personId: person?.id,
    });
  });

  test("starts with PKCE, state and nonce, bound to the browser by cookies that scripts cannot read", async () => {
    const { url, status } = await start();
    expect(status).toBe(200);
    const asked = new URL(url);
    expect(asked.origin).toBe(provider.issuer);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: "code",
      scope: "openid profile email",
      redirect_uri: `${origin}/api/auth/callback/oidc`,
      code_challenge_method: "S256",
    });
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(asked.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
    }
  });

  test("never leads to another host", async () => {
    const sub = account("acme-viewers");
    for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example"]) {
      expect((await signInAs(sub, next)).location).toMatch(new RegExp(`^${origin}/`));
    }
  });

  test("follows the groups at each sign-in: the highest role, another one, none", async () => {
    const sub = account(["acme-viewers", "acme-operators", "globex-viewers"]);
    await signInAs(sub);
    expect(await rolesOf(sub)).toEqual({ acme: "operator oidc", globex: "viewer oidc" });
    regroup(sub, "acme-viewers");
    await signInAs(sub);
    expect(await rolesOf(sub)).toEqual({ acme: "viewer oidc" });
    expect((await entriesOf(t.ids.globex, "sign-on.apply-groups")).at(-1)?.facts).toMatchObject({
      before: { role: "viewer" },
      after: { role: null },
    });
    regroup(sub, ["strangers"]);
    const person = await personOf(sub);
    expect(await signInAs(sub)).toMatchObject({ status: 303, problem: "unmapped" });
    expect(await rolesOf(sub)).toEqual({});
    expect((await personOf(sub))?.id).toBe(person?.id);
    const refused = (await entriesOf(t.ids.provider, "people.sign-in-oidc")).at(-1);
    expect(refused).toMatchObject({ outcome: "denied", personId: null, subjectId: person?.id });
    expect(refused?.facts).toMatchObject({ groups: ["strangers"], reason: "unmapped", subject: sub });
  });

  test("leaves alone what people here gave, and lets in by it", async () => {
    const sub = account(["acme-viewers"]);
    await signInAs(sub);
    const person = await personOf(sub);
    await t.owner
      .update(memberships)
      .set({ role: "tenant-admin", source: "local" })
      .where(eq(memberships.personId, person?.id ?? ""));
    for (const groups of [["acme-operators"], ["acme-viewers"], [], undefined]) {
      regroup(sub, groups);
      expect((await signInAs(sub)).status).toBe(302);
      expect(await rolesOf(sub)).toEqual({ acme: "tenant-admin local" });
    }
  });

  test("makes nobody of who is mapped nowhere", async () => {
    for (const [groups, problem] of [
      [["strangers"], "unmapped"],
      [[], "unmapped"],
      [undefined, "no-groups"],
      [[{ name: "acme-viewers" }], "groups-unreadable"],
    ] as const) {
      const sub = account(groups);
      expect(await signInAs(sub)).toMatchObject({ status: 303, problem });
      expect(await personOf(sub)).toBeUndefined();
      expect(await readSessionId()).toBeNull();
    }
    const elsewhere = account(undefined, { _claim_names: { groups: "src1" } });
    expect((await signInAs(elsewhere)).problem).toBe("groups-elsewhere");
  });

  test("refuses a disabled person, whose memberships stay as they were", async () => {
    const sub = account(["acme-viewers"]);
    await signInAs(sub);
    await t.owner.update(people).set({ disabledAt: new Date() }).where(eq(people.oidcSubject, sub));
    regroup(sub, ["acme-operators"]);
    expect(await signInAs(sub)).toMatchObject({ status: 303, problem: "disabled" });
    expect(await rolesOf(sub)).toEqual({ acme: "viewer oidc" });
    expect(await readSessionId()).toBeNull();
  });

  test.each([
    ["the same", "admin@provider.test"],
    ["one that looks the same", "аdmin@provider.test"],
    ["one with other capitals", "Admin@Provider.Test"],
  ])("gives nobody a local account by its address: %s", async (_what, email) => {
    const sub = account(["acme-viewers"], { email, email_verified: true });
    await signInAs(sub);
    const person = await personOf(sub);
    expect(person?.id).not.toBe(t.person("admin"));
    expect(await rolesOf(sub)).toEqual({ acme: "viewer oidc" });
    const [local] = await t.owner
      .select()
      .from(people)
      .where(eq(people.id, t.person("admin")));
    expect(local).toMatchObject({ oidcSubject: null, email: "admin@provider.test" });
  });

  test("tells people of the same subject at another issuer apart", async () => {
    const sub = account(["acme-viewers"]);
    await t.owner.insert(people).values({
      id: uuidv7(),
      email: "other@acme.example",
      name: "Other",
      oidcIssuer: "https://other.example",
      oidcSubject: sub,
    });
    await signInAs(sub);
    const rows = await t.owner.select().from(people).where(eq(people.oidcSubject, sub));
    expect(rows.map(({ name }) => name).sort()).toEqual(["Other", provider.accounts.get(sub)?.name].sort());
  });

  test("ends the session that the browser had before", async () => {
    const sub = account(["acme-viewers"]);
    await signInAs(sub);
    const first = (await readSessionId()) ?? "";
    const { url } = await start();
    await comeBack(await visitProvider(url, sub));
    expect(await readSessionId()).not.toBe(first);
    const [ended] = await t.owner.select().from(sessions).where(eq(sessions.id, first));
    expect(ended?.endedAt).not.toBeNull();
  });
});

describe("the provider's own admins", () => {
  test("come and go by groups, but for the last one", async () => {
    const sub = account(["cloud-admins"]);
    await signInAs(sub);
    expect(await rolesOf(sub)).toEqual({ provider: "provider-admin oidc" });
    regroup(sub, ["cloud-auditors"]);
    await signInAs(sub);
    expect(await rolesOf(sub)).toEqual({ provider: "provider-auditor oidc" });

    regroup(sub, ["cloud-admins"]);
    await signInAs(sub);
    await t.owner
      .update(people)
      .set({ disabledAt: new Date() })
      .where(eq(people.id, t.person("admin")));
    for (const groups of [["cloud-auditors"], ["strangers"], undefined]) {
      regroup(sub, groups);
      expect((await signInAs(sub)).status).toBe(302);
      expect(await rolesOf(sub)).toEqual({ provider: "provider-admin oidc" });
    }
    await t.owner
      .update(people)
      .set({ disabledAt: null })
      .where(eq(people.id, t.person("admin")));
    regroup(sub, ["cloud-auditors"]);
    await signInAs(sub);
    expect(await rolesOf(sub)).toEqual({ provider: "provider-auditor oidc" });
  });

  test("of whom two lose it at once keep one", async () => {
    const [one, two] = [account(["cloud-admins"]), account(["cloud-admins"])];
    await signInAs(one);
    await signInAs(two);
    await t.owner
      .update(people)
      .set({ disabledAt: new Date() })
      .where(eq(people.id, t.person("admin")));
    const { enterByOidc } = await import("@/lib/auth/oidc-enter");
    const enter = (subject: string) =>
      enterByOidc(
        webDatabase(),
        {
          issuer: provider.issuer,
          subject,
          label: subject,
          name: subject,
          groups: { ok: true, groups: ["acme-viewers"], missing: false },
        },
        { address: null, userAgent: null, requestId: uuidv7(), now: new Date() },
      );
    await Promise.all([enter(one), enter(two)]);
    const roles = [await rolesOf(one), await rolesOf(two)].map(({ provider: role }) => role);
    expect(roles.filter((role) => role === "provider-admin oidc")).toHaveLength(1);
    await t.owner
      .update(people)
      .set({ disabledAt: null })
      .where(eq(people.id, t.person("admin")));
  });
});

/** A sign-in up to its last step, with a browser that kept its cookies. */
async function upToCallback(sub = account(["acme-viewers"])) {
  const { url } = await start("/acme");
  return { sub, back: await visitProvider(url, sub) };
}

describe("a sign-in is refused, in words, and nobody is let in", () => {
  const expectRefused = async (
    answer: { status: number; problem: string | null; location: string },
    problem: string,
  ) => {
    expect(answer).toMatchObject({ status: 303, problem });
    const page = new URL(answer.location);
    expect(page.pathname).toBe("/sign-in");
    expect(page.searchParams.get("reference")).toMatch(/^[0-9a-f-]{36}$/);
    expect(page.searchParams.get("next")).toBe("/acme");
    expect(await readSessionId()).toBeNull();
    const jar = (await nextHeaders.cookies()).getAll().map(({ name }) => name);
    expect(jar.filter((name) => /state|nonce|pkce/.test(name))).toEqual([]);
  };

  test.each<[string, (claims: Record<string, unknown>) => void, string]>([
    ["of another audience", (claims) => Object.assign(claims, { aud: "somebody-else" }), "audience"],
    [
      "of several audiences, for another party",
      (claims) => Object.assign(claims, { aud: ["drawbridge", "x"], azp: "x" }),
      "audience",
    ],
    ["of another issuer", (claims) => Object.assign(claims, { iss: "https://evil.example" }), "issuer"],
    ["with another nonce", (claims) => Object.assign(claims, { nonce: "of another sign-in" }), "nonce"],
    ["without a nonce", (claims) => delete claims.nonce, "nonce"],
    ["that ran out", (claims) => Object.assign(claims, { exp: Math.floor(Date.now() / 1000) - 60 }), "time"],
    [
      "that is not valid yet",
      (claims) => Object.assign(claims, { nbf: Math.floor(Date.now() / 1000) + 3600 }),
      "time",
    ],
    ["without an end", (claims) => delete claims.exp, "signature"],
    ["of nobody", (claims) => delete claims.sub, "subject"],
  ])("for a token %s", async (_what, change, problem) => {
    const { sub, back } = await upToCallback();
    provider.rewriteIdToken(change);
    await expectRefused(await comeBack(back), problem);
    expect(await personOf(sub)).toBeUndefined();
  });

  test("for clocks that differ by seconds it is not", async () => {
    const { back } = await upToCallback();
    provider.rewriteIdToken((claims) => Object.assign(claims, { exp: Math.floor(Date.now() / 1000) - 5 }));
    expect((await comeBack(back)).status).toBe(302);
  });

  const meddledToken = (change: (idToken: string) => string) =>
    provider.meddle(({ path, status, body }) => {
      if (path !== "/token") return { status, body };
      const answer = JSON.parse(body) as { id_token: string };
      return { status, body: JSON.stringify({ ...answer, id_token: change(answer.id_token) }) };
    });

  test("for a token that was changed, unsigned, or signed with the client's secret", async () => {
    const withClaims = (idToken: string, header: object) => {
      const [, payload = "", signature] = idToken.split(".");
      const claims = {
        ...JSON.parse(Buffer.from(payload, "base64url").toString()),
        groups: ["cloud-admins"],
      };
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      return { content: `${encode(header)}.${encode(claims)}`, signature };
    };
    const forgeries: ((idToken: string) => string)[] = [
      (idToken) => {
        const header = JSON.parse(Buffer.from(idToken.split(".")[0] ?? "", "base64url").toString());
        const { content, signature } = withClaims(idToken, header);
        return `${content}.${signature}`;
      },
      (idToken) => `${withClaims(idToken, { alg: "none" }).content}.`,
      (idToken) => {
        const { content } = withClaims(idToken, { alg: "HS256" });
        return `${content}.${createHmac("sha256", provider.clientSecret).update(content).digest("base64url")}`;
      },
      () => "no token at all",
    ];
    for (const forge of forgeries) {
      await browse(null);
      const { back } = await upToCallback();
      meddledToken(forge);
      await expectRefused(await comeBack(back), "signature");
      provider.meddle(null);
    }
  });

  test("for another state, for none, for no cookies, and for the same answer twice", async () => {
    const { back } = await upToCallback();
    const other = new URL(back);
    other.searchParams.set("state", "x".repeat(43));
    await expectRefused(await comeBack(other.href), "state");
    await browse(null);
    const again = await upToCallback();
    const none = new URL(again.back);
    none.searchParams.delete("state");
    await expectRefused(await comeBack(none.href), "state");

    await browse(null);
    expect(await comeBack((await upToCallbackElsewhere()).back)).toMatchObject({
      status: 303,
      problem: "attempt-lost",
    });

    const { back: once } = await upToCallback();
    const kept = (await nextHeaders.cookies()).getAll();
    expect((await comeBack(once)).status).toBe(302);
    await browse(null);
    for (const { name, value } of kept) (await nextHeaders.cookies()).set(name, value);
    await expectRefused(await comeBack(once), "attempt-lost");
  });

  /** Somebody else's browser gets the answer: what an attacker would have a victim follow. */
  async function upToCallbackElsewhere() {
    const attempt = await upToCallback();
    await browse(null);
    return attempt;
  }

  test("for an answer to another attempt of the same browser", async () => {
    const first = await upToCallback();
    await start("/acme");
    await expectRefused(await comeBack(first.back), "state");
  });

  test("for who says no at the provider, or is sent back with an error", async () => {
    const { url } = await start("/acme");
    await expectRefused(await comeBack(await visitProvider(url, null)), "denied");
    for (const [error, problem] of [
      ["login_required", "provider-error"],
      ["invalid_scope", "scope"],
      ["temporarily_unavailable", "provider-failed"],
      ["<script>", "provider-error"],
    ]) {
      await browse(null);
      await start("/acme");
      const back = `${origin}/api/auth/callback/oidc?error=${encodeURIComponent(error ?? "")}`;
      await expectRefused(await comeBack(back), problem ?? "");
    }
  });

  test("for a provider that refuses us, fails, or answers no JSON when the code is exchanged", async () => {
    for (const [status, body, problem] of [
      [401, JSON.stringify({ error: "invalid_client" }), "client"],
      [400, JSON.stringify({ error: "invalid_grant" }), "attempt-lost"],
      [500, "Internal Server Error", "provider-failed"],
      [200, "<html>", "provider-failed"],
    ] as const) {
      await browse(null);
      const { back } = await upToCallback();
      provider.meddle((answer) => (answer.path === "/token" ? { status, body } : answer));
      await expectRefused(await comeBack(back), problem);
      provider.meddle(null);
    }
  });

  test("for one that goes down between the two halves", async () => {
    const { back } = await upToCallback();
    await provider.goDown();
    try {
      await expectRefused(await comeBack(back), "unreachable");
    } finally {
      await provider.comeBack();
    }
  });
});

describe("a sign-in does not even start", () => {
  const discovery = (change: (document: Record<string, unknown>) => unknown) =>
    provider.meddle((answer) =>
      answer.path === "/.well-known/openid-configuration"
        ? { status: 200, body: JSON.stringify(change(JSON.parse(answer.body))) }
        : answer,
    );

  test("while the provider is down", async () => {
    await provider.goDown();
    try {
      expect(await start("/acme")).toMatchObject({ status: 303, problem: "unreachable" });
    } finally {
      await provider.comeBack();
    }
  });

  test.each<[string, (document: Record<string, unknown>) => unknown, string]>([
    ["says it is somebody else", (found) => ({ ...found, issuer: "https://evil.example" }), "issuer"],
    ["says its name with a slash", (found) => ({ ...found, issuer: `${found.issuer}/` }), "issuer"],
    ["has no token address", ({ token_endpoint: _gone, ...found }) => found, "endpoints"],
    [
      "wants our secret by plain http",
      (found) => ({ ...found, token_endpoint: "http://login.example/token" }),
      "endpoints",
    ],
    [
      "sends people to a script",
      (found) => ({ ...found, authorization_endpoint: "javascript:alert(1)" }),
      "endpoints",
    ],
    ["answers a list", () => [], "endpoints"],
  ])("with a provider that %s", async (_what, change, problem) => {
    discovery(change);
    expect(await start("/acme")).toMatchObject({ status: 303, problem, url: "" });
  });

  test("with one whose discovery fails, or is no JSON", async () => {
    provider.meddle(() => ({ status: 503, body: "" }));
    expect((await start()).problem).toBe("provider-failed");
    provider.meddle(() => ({ status: 200, body: "<html>" }));
    expect((await start()).problem).toBe("provider-failed");
    provider.meddle(() => ({ status: 200, body: "x".repeat(300_000) }));
    expect((await start()).problem).toBe("provider-failed");
  });

  test("three hundred and one times in five minutes from one network", async () => {
    provider.meddle(() => ({ status: 503, body: "" }));
    const problems: (string | null)[] = [];
    for (let count = 0; count < 301; count += 1) problems.push((await start("/", "198.51.100.7")).problem);
    expect(problems.slice(0, 300)).toEqual(Array(300).fill("provider-failed"));
    expect(problems[300]).toBe("too-many");
  });
});
