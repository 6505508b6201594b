import { describe, expect, test } from "vitest";
import type { Capability } from "../capability";
import {
  changeRole,
  disablePerson,
  enablePerson,
  haveRole,
  invite,
  leave,
  type MembershipSource,
  openInvitationLimit,
  removeMember,
  renewPasswordLink,
} from "./can";
import type { Role } from "./roles";

const said = (capability: Capability) =>
  capability.ok ? "yes" : `${capability.kind}: ${capability.reason.split(/[.:,]/)[0]}`;

test.each([
  ["tenant", "operator", true],
  ["tenant", "tenant-admin", true],
  ["tenant", "provider-admin", false],
  ["tenant", "provider-auditor", false],
  ["provider", "provider-auditor", true],
  ["provider", "tenant-admin", false],
] as const)("a member of a %s as %s: %s", (kind, role, ok) => {
  expect(haveRole({ kind, role }).ok).toBe(ok);
});

type Row = [
  actor: Role,
  who: "self" | "other",
  kind: "tenant" | "provider",
  from: Role,
  source: MembershipSource,
  otherAdmins: number,
  to: Role,
  said: string,
];
const raise = "right: Nobody raises their own role";
const lastTenant = "state: This is the last tenant admin";
const lastProvider = "state: This is the last provider admin";
test.each<Row>([
  ["viewer", "other", "tenant", "viewer", "local", 1, "operator", "right: Your role here"],
  ["operator", "self", "tenant", "operator", "local", 1, "tenant-admin", "right: Your role here"],
  ["provider-auditor", "other", "tenant", "viewer", "local", 1, "operator", "right: Your role here"],
  [
    "provider-auditor",
    "self",
    "provider",
    "provider-auditor",
    "local",
    1,
    "provider-admin",
    "right: Your role here",
  ],
  ["tenant-admin", "other", "tenant", "viewer", "local", 1, "tenant-admin", "yes"],
  [
    "tenant-admin",
    "other",
    "tenant",
    "viewer",
    "local",
    1,
    "provider-admin",
    "state: Provider admin is no role of a tenant's organization",
  ],
  ["tenant-admin", "other", "tenant", "tenant-admin", "local", 1, "viewer", "yes"],
  ["tenant-admin", "self", "tenant", "tenant-admin", "local", 1, "operator", "yes"],
  ["tenant-admin", "self", "tenant", "tenant-admin", "local", 0, "operator", lastTenant],
  ["tenant-admin", "self", "tenant", "tenant-admin", "local", 0, "tenant-admin", "yes"],
  // Judged by a right that was lost a moment ago: the one admin left stays.
  ["tenant-admin", "other", "tenant", "tenant-admin", "local", 0, "viewer", lastTenant],
  [
    "tenant-admin",
    "other",
    "tenant",
    "operator",
    "vcd",
    1,
    "viewer",
    "state: The role of Olga follows from their role in VMware Cloud Director",
  ],
  [
    "tenant-admin",
    "other",
    "tenant",
    "operator",
    "oidc",
    1,
    "viewer",
    "state: The role of Olga follows from their groups at the identity provider",
  ],
  ["provider-admin", "other", "tenant", "tenant-admin", "local", 0, "viewer", "yes"],
  ["provider-admin", "self", "tenant", "viewer", "local", 1, "operator", raise],
  ["provider-admin", "self", "tenant", "tenant-admin", "local", 0, "viewer", lastTenant],
  ["provider-admin", "other", "provider", "provider-admin", "local", 0, "provider-auditor", lastProvider],
  ["provider-admin", "other", "provider", "provider-admin", "local", 1, "provider-auditor", "yes"],
  ["provider-admin", "self", "provider", "provider-admin", "local", 1, "provider-auditor", "yes"],
  ["provider-admin", "self", "provider", "provider-admin", "local", 0, "provider-auditor", lastProvider],
  [
    "provider-admin",
    "other",
    "provider",
    "provider-auditor",
    "local",
    1,
    "operator",
    "state: Operator is no role of the provider's own organization",
  ],
])(
  "%s changes %s in a %s from %s (%s, %d other admins) to %s: %s",
  (role, who, kind, from, source, otherAdmins, to, expected) => {
    const actor = { personId: "ada", role };
    const member = { personId: who === "self" ? "ada" : "olga", name: "Olga", role: from, source };
    expect(said(changeRole({ actor, kind, member, otherAdmins, role: to }))).toBe(expected);
  },
);

type Removal = [Role, "self" | "other", "tenant" | "provider", Role, MembershipSource, number, string];
test.each<Removal>([
  ["operator", "other", "tenant", "viewer", "local", 1, "right: Your role here"],
  ["tenant-admin", "other", "tenant", "viewer", "local", 1, "yes"],
  ["tenant-admin", "other", "tenant", "viewer", "vcd", 1, "yes"],
  ["tenant-admin", "other", "tenant", "tenant-admin", "local", 1, "yes"],
  ["tenant-admin", "other", "tenant", "tenant-admin", "local", 0, lastTenant],
  ["tenant-admin", "self", "tenant", "tenant-admin", "local", 1, "state: This is you"],
  ["tenant-admin", "self", "tenant", "tenant-admin", "local", 0, lastTenant],
  ["provider-admin", "other", "tenant", "tenant-admin", "local", 0, "yes"],
  ["provider-admin", "other", "provider", "provider-admin", "local", 0, lastProvider],
  ["provider-admin", "self", "provider", "provider-admin", "local", 1, "state: This is you"],
])(
  "%s removes %s from a %s: %s (%s, %d other admins): %s",
  (role, who, kind, from, source, otherAdmins, expected) => {
    const member = { personId: who === "self" ? "ada" : "olga", name: "Olga", role: from, source };
    expect(said(removeMember({ actor: { personId: "ada", role }, kind, member, otherAdmins }))).toBe(
      expected,
    );
  },
);

test.each([
  ["tenant", "viewer", 0, "yes"],
  ["tenant", "tenant-admin", 1, "yes"],
  ["tenant", "tenant-admin", 0, lastTenant],
  ["provider", "provider-auditor", 0, "yes"],
  ["provider", "provider-admin", 1, "yes"],
  ["provider", "provider-admin", 0, lastProvider],
] as const)("whoever leaves a %s as %s with %d other admins: %s", (kind, role, otherAdmins, expected) => {
  expect(said(leave({ kind, member: { role }, otherAdmins }))).toBe(expected);
});

test.each([
  ["viewer", "tenant", "viewer", 0, "right: Your role here"],
  ["operator", "tenant", "viewer", 0, "right: Your role here"],
  ["provider-auditor", "tenant", "viewer", 0, "right: Your role here"],
  ["tenant-admin", "tenant", "tenant-admin", openInvitationLimit - 1, "yes"],
  ["tenant-admin", "tenant", "viewer", openInvitationLimit, "limit: 50 of 50 invitations are open"],
  [
    "tenant-admin",
    "tenant",
    "provider-admin",
    0,
    "state: Provider admin is no role of a tenant's organization",
  ],
  ["provider-admin", "provider", "provider-admin", 0, "yes"],
] as const)("%s invites to a %s as %s with %d open: %s", (role, kind, given, open, expected) => {
  expect(said(invite({ actor: { role }, kind, role: given, open }))).toBe(expected);
});

describe("a link to choose a password", () => {
  const local = { siteName: null, byOpenId: false, disabled: false };
  test.each([
    ["viewer", local, "right: Your role here"],
    [
      "tenant-admin",
      local,
      "right: A password link opens a person's account in every organization they belong to",
    ],
    ["provider-admin", local, "yes"],
    [
      "provider-admin",
      { ...local, siteName: "Frankfurt" },
      "state: They sign in with VMware Cloud Director at Frankfurt",
    ],
    [
      "provider-admin",
      { ...local, byOpenId: true },
      "state: They sign in with the company's identity provider",
    ],
    ["provider-admin", { ...local, disabled: true }, "state: They are disabled"],
  ] as const)("by %s for %j: %s", (role, member, expected) => {
    expect(said(renewPasswordLink({ actor: { role }, member }))).toBe(expected);
  });
});

test.each([
  ["tenant-admin", "olga", false, false, 1, "right: Your role here"],
  ["provider-auditor", "olga", false, false, 1, "right: Your role here"],
  ["provider-admin", "olga", false, false, 1, "yes"],
  ["provider-admin", "olga", false, true, 1, "yes"],
  ["provider-admin", "olga", false, true, 0, lastProvider],
  ["provider-admin", "olga", true, false, 1, "state: They are disabled already"],
  ["provider-admin", "ada", false, true, 1, "state: This is you"],
] as const)(
  "%s disables %s (disabled %s, provider admin %s, %d others): %s",
  (role, personId, disabled, isProviderAdmin, otherAdmins, expected) => {
    const actor = { personId: "ada", role };
    expect(said(disablePerson({ actor, person: { personId, disabled }, isProviderAdmin, otherAdmins }))).toBe(
      expected,
    );
  },
);

test.each([
  ["tenant-admin", true, "right: Your role here"],
  ["provider-admin", true, "yes"],
  ["provider-admin", false, "state: They are not disabled"],
] as const)("%s enables somebody, disabled %s: %s", (role, disabled, expected) => {
  expect(said(enablePerson({ actor: { role }, person: { disabled } }))).toBe(expected);
});
