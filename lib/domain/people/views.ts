import type { Capability } from "../capability";
import type { MembershipSource, OrganizationKind } from "./can";
import type { InvitationMail } from "./invitation-mail";
import type { InvitationState } from "./invitations";
import type { Role } from "./roles";

export type MemberLine = {
  personId: string;
  name: string;
  email: string;
  role: Role;
  /** Who keeps the role. */
  source: MembershipSource;
  hasPassword: boolean;
  /** How they sign in; `none`: with a password, once they chose one. */
  signsInWith: "password" | "none" | "vcd" | "oidc";
  /** The site whose VMware Cloud Director they sign in with; null for others, and where it is out of sight. */
  siteName: string | null;
  /** ISO; null where no link to choose a password is open, or for whoever may not make one. */
  linkExpiresAt: string | null;
  /** ISO; null for whoever never did. */
  lastSignInAt: string | null;
  /** ISO; null for whoever may sign in. */
  disabledAt: string | null;
  /** The person who is looking. */
  isYou: boolean;
  may: {
    /** Whether they may have each other role; the same reason for all where the role is kept elsewhere. */
    roles: { role: Role; may: Capability }[];
    remove: Capability;
    /** Null for those to whom it is not shown at all. */
    renewLink: Capability | null;
    disable: Capability | null;
    enable: Capability | null;
  };
  /** They are the last admin, and the provider's admin may still take that away: what that does. */
  leavesNoAdmin: boolean;
};

export type InvitationLine = {
  id: string;
  email: string;
  role: Role;
  state: InvitationState;
  /** ISO. */
  createdAt: string;
  expiresAt: string;
  /** ISO; when it was accepted or revoked. */
  endedAt: string | null;
  /** Null where it is not open, and where its link was made before links were mailed. */
  mail: InvitationMail | null;
  /** Null where it was somebody out of sight: one of the provider's. */
  inviter: string | null;
  accepter: string | null;
};

/** Who belongs to an organization, and who is asked to, as one person may see and change it. */
export type MembersView = {
  organization: { slug: string; name: string; kind: OrganizationKind };
  /** Those that the search found, in the order asked for. */
  list: MemberLine[];
  /** All there are. */
  total: number;
  invitations: InvitationLine[];
  openInvitations: { used: number; limit: number };
  /** Whom the links are mailed from; null where this installation sends no e-mail. */
  mailFrom: string | null;
  mayInvite: Capability;
  /** Whoever looks changes members here; others only read. */
  manages: boolean;
  /** Roles that its members may have. */
  roles: readonly Role[];
  /** Whether whoever looks may leave; null for somebody who is no member. */
  leave: { may: Capability; source: MembershipSource } | null;
  /** Whether people may sign in with a password kept here. */
  localAccounts: boolean;
};
