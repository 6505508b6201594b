import type { OrganizationKind } from "../people/can";
import type { Role } from "../people/roles";

export type OrganizationLine = {
  slug: string;
  name: string;
  kind: OrganizationKind;
  members: number;
  clusters: number;
  connections: number;
  waiting: number;
};

export type MemberLine = {
  personId: string;
  name: string;
  email: string;
  role: Role;
  hasPassword: boolean;
  /** The site whose VMware Cloud Director they sign in with, and get their role from; null for local people. */
  siteName: string | null;
  /** ISO; null where no link to choose a password is open. */
  linkExpiresAt: string | null;
  /** The person who is looking. */
  isYou: boolean;
};

export type OrganizationDetail = OrganizationLine & {
  id: string;
  invitationLimit: number;
  withdrawAfterHours: number;
  memberList: MemberLine[];
  /** Roles that its members may have. */
  roles: readonly Role[];
  mayManage: boolean;
};
