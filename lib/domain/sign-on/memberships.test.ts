import { describe, expect, test } from "vitest";
import type { Role } from "../people/roles";
import { decideMemberships, type HeldMembership, type MappedRole } from "./memberships";

const map = (organizationId: string, role: Role, group = "g"): MappedRole => ({
  organizationId,
  role,
  group,
});
const has = (organizationId: string, role: Role, source: HeldMembership["source"] = "oidc") => ({
  organizationId,
  role,
  source,
});
const decide = (mapped: MappedRole[], held: HeldMembership[] = [], otherProviderAdmins = 1) =>
  decideMemberships({ mapped, held, otherProviderAdmins });

describe("groups", () => {
  test("give a membership, change its role, and take it away", () => {
    expect(decide([map("acme", "viewer")])).toEqual({
      wanted: [{ organizationId: "acme", role: "viewer" }],
      changes: [{ organizationId: "acme", before: null, after: "viewer" }],
      lastAdminKept: false,
      admits: true,
    });
    expect(decide([map("acme", "operator")], [has("acme", "viewer")]).changes).toEqual([
      { organizationId: "acme", before: "viewer", after: "operator" },
    ]);
    expect(decide([], [has("acme", "viewer")])).toMatchObject({
      wanted: [],
      changes: [{ organizationId: "acme", before: "viewer", after: null }],
      admits: false,
    });
    expect(decide([map("acme", "viewer")], [has("acme", "viewer")]).changes).toEqual([]);
  });

  test("of which several lead to one organization give the highest role, in whatever order", () => {
    const roles: Role[] = ["operator", "tenant-admin", "viewer"];
    for (const each of [roles, [...roles].reverse()]) {
      expect(decide(each.map((role) => map("acme", role, role))).wanted).toEqual([
        { organizationId: "acme", role: "tenant-admin" },
      ]);
    }
    expect(decide([map("p", "provider-auditor"), map("p", "provider-admin")]).wanted).toEqual([
      { organizationId: "p", role: "provider-admin" },
    ]);
  });

  test.each(["local", "vcd"] as const)(
    "leave alone what is kept %s, up and down, and it admits",
    (source) => {
      const kept = has("acme", "operator", source);
      for (const mapped of [[map("acme", "tenant-admin")], [map("acme", "viewer")], []]) {
        expect(decide(mapped, [kept])).toEqual({
          wanted: [],
          changes: [],
          lastAdminKept: false,
          admits: true,
        });
      }
    },
  );

  test("never take the last provider admin away", () => {
    const admin = [has("p", "provider-admin")];
    for (const mapped of [[], [map("p", "provider-auditor")]]) {
      expect(decide(mapped, admin, 0)).toEqual({
        wanted: [{ organizationId: "p", role: "provider-admin" }],
        changes: [],
        lastAdminKept: true,
        admits: true,
      });
      expect(decide(mapped, admin, 1).lastAdminKept).toBe(false);
    }
    expect(decide([map("p", "provider-admin")], admin, 0).lastAdminKept).toBe(false);
  });

  test("hold over several organizations at once", () => {
    const decided = decide(
      [map("acme", "viewer"), map("globex", "operator"), map("initech", "viewer")],
      [has("acme", "operator"), has("umbrella", "viewer"), has("globex", "viewer", "local")],
    );
    expect(decided.wanted).toEqual([
      { organizationId: "acme", role: "viewer" },
      { organizationId: "initech", role: "viewer" },
    ]);
    expect(decided.changes).toEqual([
      { organizationId: "acme", before: "operator", after: "viewer" },
      { organizationId: "umbrella", before: "viewer", after: null },
      { organizationId: "initech", before: null, after: "viewer" },
    ]);
  });
});
