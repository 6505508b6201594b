import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type OpenIdProvider, startOpenIdProvider } from "@/e2e/support/openid-provider";
import { memberships, people } from "@/lib/db/schema/people";
import { groupMappings } from "@/lib/db/schema/sign-on";
import { origin } from "../support/browser";
import { provideWebTenancy } from "../support/provide-web-tenancy";
import { configureOidc, signInAs } from "./support";

vi.mock("next/headers", async () => (await import("../support/browser")).nextHeaders);

const t = provideWebTenancy();
let provider: OpenIdProvider;

beforeAll(async () => {
  const redirectUri = `${origin}/api/auth/callback/oidc`;
  provider = await startOpenIdProvider({ redirectUri, claimsIn: "userinfo" });
  configureOidc(provider);
  const mapping = { id: uuidv7(), organizationId: t.ids.acme };
  await t.owner.insert(groupMappings).values({ ...mapping, groupName: "acme-operators", role: "operator" });
});
afterAll(async () => {
  await provider.stop();
});
beforeEach(() => provider.meddle(null));

test("groups, name and address that only userinfo tells are read there", async () => {
  provider.accounts.set("ann", {
    sub: "ann",
    name: "Ann Archer",
    email: "ann@acme.example",
    groups: ["acme-operators"],
  });
  expect((await signInAs("ann")).status).toBe(302);
  const [person] = await t.owner.select().from(people).where(eq(people.oidcSubject, "ann"));
  expect(person).toMatchObject({ name: "Ann Archer", email: "ann@acme.example" });
  const rows = await t.owner
    .select()
    .from(memberships)
    .where(eq(memberships.personId, person?.id ?? ""));
  expect(rows).toMatchObject([{ organizationId: t.ids.acme, role: "operator", source: "oidc" }]);
});

test.each([
  ["of somebody else", (claims: object) => ({ ...claims, sub: "bob" }), 200, "subject"],
  ["that fails", () => ({}), 500, "provider-failed"],
  ["that refuses", () => ({ error: "insufficient_scope" }), 403, "provider-failed"],
] as const)("userinfo %s lets nobody in", async (_what, change, status, problem) => {
  provider.accounts.set("eve", { sub: "eve", groups: ["acme-operators"] });
  provider.meddle((answer) =>
    answer.path === "/me" ? { status, body: JSON.stringify(change(JSON.parse(answer.body))) } : answer,
  );
  expect(await signInAs("eve")).toMatchObject({ status: 303, problem });
  expect(await t.owner.select().from(people).where(eq(people.oidcSubject, "eve"))).toEqual([]);
});

test("what userinfo says never goes before what is signed", async () => {
  provider.accounts.set("gil", { sub: "gil", groups: ["acme-operators"] });
  provider.rewriteIdToken((claims) => Object.assign(claims, { groups: ["strangers"] }));
  expect(await signInAs("gil")).toMatchObject({ status: 303, problem: "unmapped" });
  provider.rewriteIdToken(null);
});
