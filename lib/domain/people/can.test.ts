import { expect, test } from "vitest";
import { giveUpRole, haveRole } from "./can";

test("roles of tenants and of the provider never mix", () => {
  expect(haveRole({ kind: "tenant", role: "operator" }).ok).toBe(true);
  expect(haveRole({ kind: "tenant", role: "provider-admin" }).ok).toBe(false);
  expect(haveRole({ kind: "provider", role: "provider-auditor" }).ok).toBe(true);
  expect(haveRole({ kind: "provider", role: "tenant-admin" }).ok).toBe(false);
});

test("an admin of the provider stays, and nobody takes their own role away", () => {
  const give = (personId: string, admins: number) =>
    giveUpRole({ actor: { personId: "ada" }, member: { personId, role: "provider-admin" }, admins });
  expect(give("bo", 2)).toEqual({ ok: true });
  expect(give("bo", 1)).toMatchObject({ ok: false });
  expect(give("ada", 2)).toMatchObject({ ok: false, reason: "This is you." });
});

test("everybody else may leave", () => {
  const member = { personId: "ada", role: "viewer" as const };
  expect(giveUpRole({ actor: { personId: "ada" }, member, admins: 0 })).toEqual({ ok: true });
});
