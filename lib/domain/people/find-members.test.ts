import { expect, test } from "vitest";
import { allowed } from "../capability";
import { findMembers, sortMembers } from "./find-members";
import { type Role, tenantRoles } from "./roles";
import type { MemberLine } from "./views";

const member = (name: string, role: Role, lastSignInAt: string | null): MemberLine => ({
  personId: name,
  name,
  email: `${name.toLowerCase()}@acme.test`,
  role,
  source: "local",
  hasPassword: true,
  signsInWith: "password",
  siteName: null,
  linkExpiresAt: null,
  lastSignInAt,
  disabledAt: null,
  isYou: false,
  may: { roles: [], remove: allowed, renewLink: null, disable: null, enable: null },
  leavesNoAdmin: false,
});
const members = [
  member("Olga", "operator", "2026-11-20T08:00:00.000Z"),
  member("Victor", "viewer", null),
  member("Ana", "tenant-admin", "2026-11-21T08:00:00.000Z"),
  member("Bo", "operator", "2026-11-19T08:00:00.000Z"),
];
const names = (found: MemberLine[]) => found.map(({ name }) => name);

test.each([
  ["", ["Olga", "Victor", "Ana", "Bo"]],
  ["OLGA", ["Olga"]],
  ["bo@acme", ["Bo"]],
  ["operator", ["Olga", "Bo"]],
  ["operator bo", ["Bo"]],
  ["  admin ", ["Ana"]],
  ["%", []],
])("looking for %j finds %j", (search, found) => {
  expect(names(findMembers(members, search))).toEqual(found);
});

test.each([
  ["name", ["Ana", "Bo", "Olga", "Victor"]],
  ["-name", ["Victor", "Olga", "Bo", "Ana"]],
  ["role", ["Victor", "Bo", "Olga", "Ana"]],
  ["-role", ["Ana", "Bo", "Olga", "Victor"]],
  ["sign-in", ["Victor", "Bo", "Olga", "Ana"]],
  ["-sign-in", ["Ana", "Olga", "Bo", "Victor"]],
] as const)("sorted by %s: %j", (sort, sorted) => {
  expect(names(sortMembers(members, sort, tenantRoles))).toEqual(sorted);
});
