import type { Role } from "./roles";

/** A link works for this long. */
export const invitationMs = 7 * 24 * 3600_000;

export type InvitationState = "open" | "accepted" | "revoked" | "expired";

type InvitationTimes = { acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date };

/** What became of an invitation by `now`. */
export function invitationState(times: InvitationTimes, now: Date): InvitationState {
  if (times.acceptedAt) return "accepted";
  if (times.revokedAt) return "revoked";
  return times.expiresAt > now ? "open" : "expired";
}

/** What an invitation that still works offers whoever opened its link. */
export type OpenInvitation = {
  open: true;
  organization: { name: string; kind: "tenant" | "provider" };
  role: Role;
  /** Whom it was made for. */
  email: string;
  /** ISO. */
  expiresAt: string;
  /** Who is signed in, and their role there if they are a member already; null for nobody. */
  visitor: { name: string; email: string; role: Role | null } | null;
  /**
   * What somebody who is not signed in does: make an account here, or sign in, because they have one (`has-account`) or
   * because accounts are not kept here (`not-kept`).
   */
  way: "make-account" | "has-account" | "not-kept";
};

/** What somebody gets with a role, as the end of a sentence that begins with "you". */
export const roleMeans: Record<Role, string> = {
  viewer: "see its clusters, connections and exposures, and change nothing",
  operator: "see everything it has, and ask for clusters, connections and exposures in its name",
  "tenant-admin":
    "do all that an operator does, invite people, change their roles, and read the organization's audit",
  "provider-auditor": "read what every organization has and does, and change nothing",
  "provider-admin": "decide on requests of every organization, and administer Drawbridge itself",
};
