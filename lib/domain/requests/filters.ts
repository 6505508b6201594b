import { type RiskLevel, riskLevels } from "./risk";

/** Which requests a list shows; `decided` holds all that no longer wait. */
export const requestStates = ["waiting", "decided", "approved", "denied", "withdrawn", "expired"] as const;
export type RequestStateFilter = (typeof requestStates)[number];

export const requestKinds = ["connection", "exposure"] as const;
/** `me`: those I may decide and have not approved; `delegated`: those of colleagues who are away and named me. */
export const whoseRequests = ["me", "delegated"] as const;
/** `waiting` longest first, newest first, or the one that ends soonest first. */
export const requestSorts = ["oldest", "newest", "expiring"] as const;
export type RequestSort = (typeof requestSorts)[number];

/** What narrows a list of requests, as it stands in the address. What is absent does not narrow. */
export type RequestFilters = {
  state: RequestStateFilter;
  kind?: (typeof requestKinds)[number];
  /** Slug. */
  organization?: string;
  risk?: RiskLevel;
  /** Only those that one person approved and that wait for another. */
  second?: "1";
  whose?: (typeof whoseRequests)[number];
  search?: string;
  sort?: RequestSort;
  after?: string;
};

type Sent = Record<string, string | string[] | undefined>;

/** Reads the address of a list; what it does not know is left out, as if it were not there. */
export function readRequestFilters(query: Sent): RequestFilters {
  const text = (name: string): string | undefined => {
    const value = query[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const oneOf = <T extends string>(name: string, values: readonly T[]): T | undefined =>
    values.find((value) => value === text(name));
  return {
    state: oneOf("state", requestStates) ?? "waiting",
    kind: oneOf("kind", requestKinds),
    organization: text("organization"),
    risk: oneOf("risk", riskLevels),
    second: text("second") === "1" ? "1" : undefined,
    whose: oneOf("whose", whoseRequests),
    search: text("search")?.slice(0, 100),
    sort: oneOf("sort", requestSorts),
    after: text("after"),
  };
}

/** The same as query parameters, without what is the default. */
export function requestQuery(filters: Partial<RequestFilters>): Record<string, string | undefined> {
  const { state, ...rest } = filters;
  return { ...(state && state !== "waiting" ? { state } : {}), ...rest };
}

/** True where something besides the state narrows the list. */
export function isNarrowed({ kind, organization, risk, second, whose, search }: RequestFilters): boolean {
  return [kind, organization, risk, second, whose, search].some((value) => value !== undefined);
}
