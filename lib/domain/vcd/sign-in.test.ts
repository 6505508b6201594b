import { describe, expect, it } from "vitest";
import {
  compareVersions,
  isProviderOrganization,
  mayTrySignIn,
  roleFromVcd,
  signInLimits,
  signInRequest,
  takesApiTokens,
} from "./sign-in";

const now = new Date("2026-03-01T12:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe("what is entered", () => {
  const password = {
    with: "password",
    siteId: "s",
    organization: "tenant1",
    user: "admin",
    password: "secret",
  };
  const token = { with: "token", siteId: "s", organization: "tenant1", token: "abc" };

  it.each([password, token])("takes %o", (given) => {
    expect(signInRequest.safeParse(given).success).toBe(true);
  });

  it.each([
    { ...password, organization: "Tenant One" },
    { ...password, organization: "https://vcd/tenant/x" },
    { ...password, user: "" },
    { ...password, user: "a:b" },
    { ...password, password: "" },
    { ...token, token: "a b" },
    { ...token, with: "other" },
  ])("refuses %o", (given) => {
    expect(signInRequest.safeParse(given).success).toBe(false);
  });

  it("knows the provider's organization however it is written", () => {
    expect(["System", "SYSTEM", " system "].map(isProviderOrganization)).toEqual([true, true, true]);
    expect(isProviderOrganization("tenant1")).toBe(false);
  });
});

describe("versions", () => {
  it("orders them by their numbers", () => {
    expect(["36.1", "9.0", "35.2", "36.0"].sort(compareVersions)).toEqual(["9.0", "35.2", "36.0", "36.1"]);
  });

  it.each([
    [["34.0", "35.0"], false],
    [["35.0", "36.0"], false],
    [["36.0", "36.1"], true],
    [["37.2"], true],
  ])("takes API tokens at %s: %s", (offered, takes) => {
    expect(takesApiTokens(offered)).toBe(takes);
  });
});

describe("attempts", () => {
  it("ends them before VCD locks the account, which it does after five", () => {
    expect(signInLimits.wrongPerAccount).toBeLessThan(5);
    expect(mayTrySignIn({ forAccount: [], fromAddress: [] }, now)).toEqual({ ok: true, left: 3 });
    expect(mayTrySignIn({ forAccount: [ago(1), ago(2)], fromAddress: [] }, now)).toEqual({
      ok: true,
      left: 1,
    });
    expect(mayTrySignIn({ forAccount: [ago(1), ago(2), ago(3)], fromAddress: [] }, now)).toEqual({
      ok: false,
      retryAt: new Date(ago(3).getTime() + signInLimits.windowMs),
    });
  });

  it("forgets them after their time", () => {
    const old = [ago(16), ago(17), ago(18)];
    expect(mayTrySignIn({ forAccount: old, fromAddress: [] }, now)).toEqual({ ok: true, left: 3 });
  });

  it("limits one address that tries many accounts", () => {
    const many = Array.from({ length: 20 }, () => ago(5));
    expect(mayTrySignIn({ forAccount: [], fromAddress: many }, now)).toMatchObject({ ok: false });
  });
});

describe("roles", () => {
  it.each([
    ["Organization Administrator", null, "tenant-admin"],
    ["Ours", ["Administrator Full Control: cse:nativeCluster"], "tenant-admin"],
    ["Ours", ["Edit: cse:nativeCluster"], "operator"],
    ["Ours", ["View: cse:nativeCluster"], "viewer"],
    ["Ours", null, "operator"],
  ])("%s with %s becomes %s", (name, rights, role) => {
    expect(roleFromVcd({ roles: [{ name }], rights })).toBe(role);
  });
});
