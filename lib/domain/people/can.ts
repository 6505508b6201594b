import { allowed, type Capability, refused } from "../capability";
import { isProviderRole, providerRoles, type Role, roleAllows, roleNames, tenantRoles } from "./roles";

export type OrganizationKind = "tenant" | "provider";

/** Who keeps a membership: people here, VCD's role, or the groups of the OpenID provider. */
export type MembershipSource = "local" | "vcd" | "oidc";

type Acting = { personId: string; role: Role };

/** A member, as far as it decides what may be done about them. */
export type MemberFacts = { personId: string; name: string; role: Role; source: MembershipSource };

type OfMember = {
  actor: Acting;
  kind: OrganizationKind;
  member: MemberFacts;
  /** Admins of the organization beside this member who are not disabled. */
  otherAdmins: number;
};

/** Roles that members of an organization of this kind may have. */
export function rolesFor(kind: OrganizationKind): readonly Role[] {
  return kind === "provider" ? providerRoles : tenantRoles;
}

/** The role whose holders keep an organization's members. */
export function adminRoleOf(kind: OrganizationKind): Role {
  return kind === "provider" ? "provider-admin" : "tenant-admin";
}

/** Keeping members at all; of whom, and how, is judged by the others. */
export function manageMembers({ role }: { role: Role }): Capability {
  if (roleAllows(role, "member.manage")) return allowed;
  return refused(
    "right",
    `Your role here, ${roleNames[role]}, does not let you change who belongs to an organization.`,
    "Ask an admin of your organization.",
  );
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

/**
 * Giving a member another role. Nobody raises their own; an admin may step down while another one remains. A tenant's
 * last admin stays, unless the provider's admin decides otherwise: they can always invite another.
 */
export function changeRole(facts: OfMember & { role: Role }): Capability {
  const { actor, kind, member, role } = facts;
  const right = manageMembers(actor);
  if (!right.ok) return right;
  const able = haveRole({ kind, role });
  if (!able.ok) return able;
  if (member.source !== "local") return keptElsewhere(member);
  if (member.personId === actor.personId && rank(kind, role) > rank(kind, member.role)) {
    return refused("right", "Nobody raises their own role.", "Ask another admin.");
  }
  if (role === adminRoleOf(kind)) return allowed;
  return keepAnAdmin(facts, "Make somebody else {role} first.");
}

/** Taking a member out of an organization. Those kept elsewhere come back when they next sign in. */
export function removeMember(facts: OfMember): Capability {
  const { actor, member } = facts;
  const right = manageMembers(actor);
  if (!right.ok) return right;
  if (member.personId === actor.personId) {
    const stays = keepAnAdmin(facts, "Make somebody else {role} first.");
    return stays.ok ? refused("state", "This is you.", "Leave the organization instead.") : stays;
  }
  return keepAnAdmin(facts, "Make somebody else {role} first.");
}

/** Leaving by oneself: everybody may, but for the last admin, of a tenant and of the provider alike. */
export function leave({
  kind,
  member,
  otherAdmins,
}: {
  kind: OrganizationKind;
  member: { role: Role };
  otherAdmins: number;
}): Capability {
  if (member.role !== adminRoleOf(kind) || otherAdmins > 0) return allowed;
  return lastAdmin(kind, "Make somebody else {role} first, then leave.");
}

function keepAnAdmin({ actor, kind, member, otherAdmins }: OfMember, next: string): Capability {
  if (member.role !== adminRoleOf(kind) || otherAdmins > 0) return allowed;
  const byProvider = kind === "tenant" && isProviderRole(actor.role) && member.personId !== actor.personId;
  return byProvider ? allowed : lastAdmin(kind, next);
}

function lastAdmin(kind: OrganizationKind, next: string): Capability {
  const role = roleNames[adminRoleOf(kind)].toLowerCase();
  return refused(
    "state",
    kind === "provider"
      ? "This is the last provider admin. Without one nobody could approve requests or add people."
      : "This is the last tenant admin. Without one nobody here could invite people or change roles.",
    next.replace("{role}", role),
  );
}

function keptElsewhere({ name, source }: MemberFacts): Capability {
  return source === "vcd"
    ? refused(
        "state",
        `The role of ${name} follows from their role in VMware Cloud Director, read anew at each sign-in.`,
        "Change it in VMware Cloud Director.",
      )
    : refused(
        "state",
        `The role of ${name} follows from their groups at the identity provider, read anew at each sign-in.`,
        "Change their groups there, or ask the provider to map a group to another role.",
      );
}

function rank(kind: OrganizationKind, role: Role): number {
  return rolesFor(kind).indexOf(role);
}

/** Invitations that an organization may have open at a time: a mistake, or a thief of a session, stays small. */
export const openInvitationLimit = 50;

/** Inviting somebody, or making a lost invitation anew. */
export function invite(facts: {
  actor: { role: Role };
  kind: OrganizationKind;
  role: Role;
  /** Invitations that are open, without the one that is made anew. */
  open: number;
}): Capability {
  const right = manageMembers(facts.actor);
  if (!right.ok) return right;
  const able = haveRole(facts);
  if (!able.ok) return able;
  if (facts.open < openInvitationLimit) return allowed;
  return refused(
    "limit",
    `${facts.open} of ${openInvitationLimit} invitations are open.`,
    "Revoke those that nobody will answer, or wait until some are accepted.",
  );
}

/** How somebody signs in: their own identity, whatever organizations they belong to. */
export type Identity = { siteName: string | null; byOpenId: boolean; disabled: boolean };

export function identityOf(member: {
  byVcd: boolean;
  byOpenId: boolean;
  siteName: string | null;
  disabledAt: unknown;
}): Identity {
  return {
    siteName: member.byVcd ? (member.siteName ?? "your site") : null,
    byOpenId: member.byOpenId,
    disabled: member.disabledAt !== null,
  };
}

/**
 * A link to choose a password. Whoever holds it is the person in every organization they belong to, so a tenant's admin
 * cannot make one.
 */
export function renewPasswordLink(facts: { actor: { role: Role }; member: Identity }): Capability {
  const right = manageMembers(facts.actor);
  if (!right.ok) return right;
  if (!isProviderRole(facts.actor.role)) {
    return refused(
      "right",
      "A password link opens a person's account in every organization they belong to, so only the provider's admins make one.",
      "Ask your provider to make a new link for them.",
    );
  }
  const { siteName, byOpenId, disabled } = facts.member;
  if (siteName !== null) {
    return refused(
      "state",
      `They sign in with VMware Cloud Director at ${siteName}: their password is there.`,
      "Change it in VMware Cloud Director.",
    );
  }
  if (byOpenId) {
    return refused(
      "state",
      "They sign in with the company's identity provider.",
      "Change their password there.",
    );
  }
  return disabled ? refused("state", "They are disabled.", "Enable them first.") : allowed;
}

/** Shutting somebody out of everything, whatever they belong to, as the provider. */
export function disablePerson(facts: {
  actor: Acting;
  person: { personId: string; disabled: boolean };
  /** The person is a provider admin, and how many others there are who are not disabled. */
  isProviderAdmin: boolean;
  otherAdmins: number;
}): Capability {
  const right = judgePeople(facts.actor);
  if (!right.ok) return right;
  if (facts.person.personId === facts.actor.personId) {
    return refused("state", "This is you.", "Ask another provider admin.");
  }
  if (facts.person.disabled) return refused("state", "They are disabled already.", "Enable them to undo it.");
  if (facts.isProviderAdmin && facts.otherAdmins === 0)
    return lastAdmin("provider", "Make somebody else {role} first.");
  return allowed;
}

/** Letting somebody in again who was disabled. */
export function enablePerson(facts: { actor: { role: Role }; person: { disabled: boolean } }): Capability {
  const right = judgePeople(facts.actor);
  if (!right.ok) return right;
  return facts.person.disabled
    ? allowed
    : refused("state", "They are not disabled.", "Nothing is to be undone.");
}

function judgePeople({ role }: { role: Role }): Capability {
  if (roleAllows(role, "organization.manage")) return allowed;
  return refused(
    "right",
    `Your role here, ${roleNames[role]}, does not let you disable people.`,
    "Remove them from your organization, or ask your provider.",
  );
}
