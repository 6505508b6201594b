import { expect, test } from "vitest";
import { manageSignOn, switchOffLocalAccounts } from "./can";

const admin = { role: "provider-admin" as const };

test("only the provider's admins change how people sign in", () => {
  expect(manageSignOn(admin)).toEqual({ ok: true });
  for (const role of ["provider-auditor", "tenant-admin", "operator", "viewer"] as const) {
    expect(manageSignOn({ role })).toMatchObject({ ok: false, kind: "right" });
  }
});

test("local accounts are switched off by who came in the other way, and by nobody else", () => {
  expect(switchOffLocalAccounts({ actor: admin, configured: true, way: "oidc" })).toEqual({ ok: true });
  for (const way of ["password", "vcd", null] as const) {
    expect(switchOffLocalAccounts({ actor: admin, configured: true, way })).toMatchObject({ kind: "state" });
  }
  expect(switchOffLocalAccounts({ actor: admin, configured: false, way: "oidc" })).toMatchObject({
    kind: "state",
  });
  expect(
    switchOffLocalAccounts({ actor: { role: "provider-auditor" }, configured: true, way: "oidc" }),
  ).toMatchObject({ kind: "right" });
});
