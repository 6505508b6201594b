import { providerRoles, type Role, tenantRoles } from "../people/roles";

export type MappedRole = { organizationId: string; group: string; role: Role };
export type HeldMembership = { organizationId: string; role: Role; source: "local" | "vcd" | "oidc" };

export type GroupMembership = { organizationId: string; role: Role };
export type MembershipChange = {
  organizationId: string;
  /** Null: they were no member. */
  before: Role | null;
  /** Null: they are one no more. */
  after: Role | null;
};

export type MembershipDecision = {
  /** All memberships that groups give from now on; those that people here gave are not among them. */
  wanted: GroupMembership[];
  changes: MembershipChange[];
  /** The groups give it no more, yet it stays: without it nobody could administer the installation. */
  lastAdminKept: boolean;
  /** Whether they are a member of anything then. */
  admits: boolean;
};

const ranks: readonly Role[] = [...tenantRoles, ...providerRoles];
const higher = (a: Role, b: Role): Role => (ranks.indexOf(a) >= ranks.indexOf(b) ? a : b);

/**
 * What the groups of a person make of their memberships. `mapped` holds the mappings of their groups alone. The
 * highest role wins where several lead to one organization. What people here gave stays as it is, up and down.
 */
export function decideMemberships({
  mapped,
  held,
  otherProviderAdmins,
}: {
  mapped: MappedRole[];
  held: HeldMembership[];
  /** Provider admins besides this person, disabled ones left out. */
  otherProviderAdmins: number;
}): MembershipDecision {
  const byHand = held.filter(({ source }) => source !== "oidc");
  const byGroups = held.filter(({ source }) => source === "oidc");
  const taken = new Set(byHand.map(({ organizationId }) => organizationId));
  const wanted = new Map<string, Role>();
  for (const { organizationId, role } of mapped) {
    if (taken.has(organizationId)) continue;
    const known = wanted.get(organizationId);
    wanted.set(organizationId, known ? higher(known, role) : role);
  }
  const admin = byGroups.find(({ role }) => role === "provider-admin");
  const lastAdminKept =
    admin !== undefined && otherProviderAdmins === 0 && wanted.get(admin.organizationId) !== "provider-admin";
  if (lastAdminKept) wanted.set(admin.organizationId, "provider-admin");
  const before = new Map(byGroups.map(({ organizationId, role }) => [organizationId, role]));
  const changes = [...new Set([...before.keys(), ...wanted.keys()])]
    .map((organizationId) => ({
      organizationId,
      before: before.get(organizationId) ?? null,
      after: wanted.get(organizationId) ?? null,
    }))
    .filter((change) => change.before !== change.after);
  return {
    wanted: [...wanted].map(([organizationId, role]) => ({ organizationId, role })),
    changes,
    lastAdminKept,
    admits: byHand.length + wanted.size > 0,
  };
}
