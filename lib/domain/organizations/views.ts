import type { OrganizationKind } from "../people/can";
import type { MembersView } from "../people/views";
import type { Quotas } from "./can";

export type OrganizationLine = {
  slug: string;
  name: string;
  kind: OrganizationKind;
  members: number;
  clusters: number;
  connections: number;
  exposures: number;
  waiting: number;
};

export type OrganizationDetail = OrganizationLine & {
  id: string;
  invitationLimit: number;
  withdrawAfterHours: number;
  quotas: Quotas;
  /** Those that the search found, with invitations and what may be done. */
  people: MembersView;
  /** Whether whoever looks may change its name and limits. */
  mayManage: boolean;
};
