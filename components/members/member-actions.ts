import type { FormAction } from "@/lib/domain/form-state";

/** What forms about members call; pages hand them down. */
export type MemberActions = Record<
  | "invite"
  | "renewInvitation"
  | "revokeInvitation"
  | "changeRole"
  | "removeMember"
  | "renewLink"
  | "endSessions"
  | "disable"
  | "enable"
  | "leave",
  FormAction
>;

/** What every form about members carries: where it is sent from, and whose members it is about. */
export type MembersScope = {
  /** Slug in the address; empty in the provider's own rooms. */
  organization: string;
  /** Slug of the organization whose members these are. */
  slug: string;
};
