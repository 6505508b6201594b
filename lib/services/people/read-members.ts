import { type MailedLink, readMailedLinks } from "@/lib/db/invitation-mails";
import { countOpenInvitations, type ListedInvitation, listInvitations } from "@/lib/db/invitations";
import { listMembers, type Member } from "@/lib/db/memberships";
import { readMailFrom } from "@/lib/db/notifications";
import type { OrganizationRow } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import { readSettings } from "@/lib/db/settings";
import * as can from "@/lib/domain/people/can";
import { findMembers, type MemberSort, sortMembers } from "@/lib/domain/people/find-members";
import type { InvitationMail } from "@/lib/domain/people/invitation-mail";
import { invitationState } from "@/lib/domain/people/invitations";
import { isProviderRole, roleAllows } from "@/lib/domain/people/roles";
import type { InvitationLine, MemberLine, MembersView } from "@/lib/domain/people/views";
import type { Actor } from "../context";

const endedShown = 20;

/** Who belongs to an organization within reach, and who is asked to, with what this person may do about it. */
export async function readMembers(
  tx: Transaction,
  actor: Actor,
  organization: OrganizationRow,
  { search, sort, now }: { search: string; sort: MemberSort; now: Date },
): Promise<MembersView> {
  const { id, slug, name, kind } = organization;
  const roles = can.rolesFor(kind);
  const rows = await listMembers(tx, id, now);
  const isAdmin = (row: Member) => row.role === can.adminRoleOf(kind) && row.disabledAt === null;
  const admins = rows.filter(isAdmin).length;
  const lines = rows.map((row) => lineOf(row, { actor, kind, otherAdmins: admins - (isAdmin(row) ? 1 : 0) }));
  const own = rows.find(({ personId }) => personId === actor.personId);
  const open = await countOpenInvitations(tx, { organizationId: id, without: null, now });
  const invitations = await listInvitations(tx, { organizationId: id, ended: endedShown });
  const isOpen = (row: ListedInvitation) => invitationState(row, now) === "open";
  const mails = await readMailedLinks(
    tx,
    invitations.filter(isOpen).map((row) => row.id),
  );
  return {
    organization: { slug, name, kind },
    list: sortMembers(findMembers(lines, search), sort, roles),
    total: lines.length,
    invitations: invitations.map(
      (row): InvitationLine => ({
        id: row.id,
        email: row.email,
        role: row.role,
        state: invitationState(row, now),
        createdAt: row.createdAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        endedAt: (row.acceptedAt ?? row.revokedAt)?.toISOString() ?? null,
        mail: mailOf(mails.get(row.id)),
        inviter: row.inviterName,
        accepter: row.accepterName,
      }),
    ),
    openInvitations: { used: open, limit: can.openInvitationLimit },
    mailFrom: await readMailFrom(tx, now),
    mayInvite: can.invite({ actor, kind, role: roles[0] ?? "viewer", open }),
    manages: roleAllows(actor.role, "member.manage"),
    roles,
    leave: own
      ? {
          may: can.leave({ kind, member: own, otherAdmins: admins - (isAdmin(own) ? 1 : 0) }),
          source: own.source,
        }
      : null,
    localAccounts: (await readSettings(tx)).localAccounts,
  };
}

function mailOf(link: MailedLink | undefined): InvitationMail | null {
  if (!link) return null;
  const { state, tries, nextTryAt, settledAt } = link;
  const reason = tries.at(-1)?.answer ?? null;
  if (state === "waiting") return { state, reason, at: nextTryAt?.toISOString() ?? null };
  if (state === "given-up" || !settledAt) return { state: "not-mailed", reason };
  return { state: "mailed", at: settledAt.toISOString() };
}

function lineOf(
  row: Member,
  { actor, kind, otherAdmins }: { actor: Actor; kind: can.OrganizationKind; otherAdmins: number },
): MemberLine {
  const facts = { actor, kind, member: row, otherAdmins };
  const disabled = row.disabledAt !== null;
  const { personId } = row;
  const byProvider = isProviderRole(actor.role);
  const isLastAdmin = row.role === can.adminRoleOf(kind) && otherAdmins === 0;
  return {
    personId,
    name: row.name,
    email: row.email,
    role: row.role,
    source: row.source,
    hasPassword: row.hasPassword,
    signsInWith: row.byVcd ? "vcd" : row.byOpenId ? "oidc" : row.hasPassword ? "password" : "none",
    siteName: row.siteName,
    linkExpiresAt: row.linkExpiresAt?.toISOString() ?? null,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    isYou: personId === actor.personId,
    may: {
      roles: can
        .rolesFor(kind)
        .filter((role) => role !== row.role)
        .map((role) => ({ role, may: can.changeRole({ ...facts, role }) })),
      remove: can.removeMember(facts),
      renewLink: byProvider ? can.renewPasswordLink({ actor, member: can.identityOf(row) }) : null,
      disable: byProvider
        ? can.disablePerson({
            actor,
            person: { personId, disabled },
            isProviderAdmin: row.role === "provider-admin",
            otherAdmins,
          })
        : null,
      enable: byProvider ? can.enablePerson({ actor, person: { disabled } }) : null,
    },
    leavesNoAdmin: isLastAdmin && kind === "tenant" && can.removeMember(facts).ok,
  };
}
