import type { Capability } from "../capability";
import type { Role } from "../people/roles";

/** The least and the most days after which a request that nobody decided ends. */
export const requestDayBounds = { least: 1, most: 90 } as const;

export type MappingLine = {
  id: string;
  /** Value of the groups claim, exactly. */
  group: string;
  organization: { slug: string; name: string };
  role: Role;
  /** The roles that this organization can give. */
  roles: readonly Role[];
};

export type SignOnView = {
  /** Null: no OpenID provider is configured. */
  provider: {
    name: string;
    issuer: string;
    clientId: string;
    scopes: string[];
    groupsClaim: string;
  } | null;
  /** What has to be registered at the provider. */
  redirectUri: string;
  settings: {
    localAccounts: boolean;
    sessionIdleMinutes: number;
    sessionHours: number;
    requestDays: number;
  };
  /** At most a hundred, by group; `found` says how many there are. */
  mappings: MappingLine[];
  found: number;
  search: string;
  /** Organizations that a group can be mapped to, the provider's own first. */
  organizations: { slug: string; name: string; kind: "tenant" | "provider"; membersByGroups: number }[];
  /** People with an account here that the OpenID provider knows nothing of. */
  localAccounts: number;
  manage: Capability;
  switchOff: Capability;
};

/** What pages and their API show of many mappings. */
export const shownMappings = 100;
