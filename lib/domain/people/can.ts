import { allowed, type Capability, refused } from "../capability";
import { providerRoles, type Role, roleNames, tenantRoles } from "./roles";

export type OrganizationKind = "tenant" | "provider";

/** Roles that members of an organization of this kind may have. */
export function rolesFor(kind: OrganizationKind): readonly Role[] {
  return kind === "provider" ? providerRoles : tenantRoles;
}

/** A tenant's people never get a provider's role by way of their own organization, nor the other way round. */
export function haveRole({ kind, role }: { kind: OrganizationKind; role: Role }): Capability {
  if (rolesFor(kind).includes(role)) return allowed;
  const choices = rolesFor(kind)
    .map((each) => roleNames[each])
    .join(", ");
  return refused(
    "state",
    `${roleNames[role]} is no role of ${kind === "provider" ? "the provider's own organization" : "a tenant's organization"}.`,
    `Choose one of: ${choices}.`,
  );
}

/** Role and password of whoever signs in with VMware Cloud Director are given there. */
export function changeAccount({ member }: { member: { siteName: string | null } }): Capability {
  if (member.siteName === null) return allowed;
  return refused(
    "state",
    `They sign in with VMware Cloud Director at ${member.siteName}: their password is there, and their role here follows from their role there at each sign-in.`,
    "Change it in VMware Cloud Director.",
  );
}

/** Whether somebody may lose their role, or leave: the provider keeps an admin, and nobody shuts themselves out. */
export function giveUpRole({
  actor,
  member,
  admins,
}: {
  actor: { personId: string };
  member: { personId: string; role: Role };
  /** Provider admins of the organization, this one included. */
  admins: number;
}): Capability {
  if (member.role !== "provider-admin") return allowed;
  if (admins <= 1) {
    return refused(
      "state",
      "This is the last provider admin. Without one nobody could approve requests or add people.",
      "Make somebody else provider admin first.",
    );
  }
  if (member.personId === actor.personId) {
    return refused("state", "This is you.", "Ask another provider admin to change your own role.");
  }
  return allowed;
}
