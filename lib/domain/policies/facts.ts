import type { RequestTerms } from "../requests/requests";
import type { ExposureAct } from "./rule";

/** What rules may look at. Blocks are canonical CIDRs; what a kind of request does not have is null or empty. */
export type RequestFacts = {
  kind: "connection" | "exposure";
  act: ExposureAct | null;
  organizationId: string;
  clusterId: string;
  accountId: string | null;
  region: string | null;
  cidrs: string[];
  /** Clients that the edge's firewall is to let in. */
  clients: string[];
};

/** The facts of a request's terms. A cluster that is only asked for has an id that no rule can name yet. */
export function factsOf(terms: RequestTerms, organizationId: string): RequestFacts {
  if (terms.kind === "connection") {
    const { clusterId, accountId, region, cidrs } = terms;
    return {
      kind: "connection",
      act: null,
      organizationId,
      clusterId,
      accountId,
      region,
      cidrs,
      clients: [],
    };
  }
  const { act, clusterId, clientCidrs: clients } = terms;
  return {
    kind: "exposure",
    act,
    organizationId,
    clusterId,
    accountId: null,
    region: null,
    cidrs: [],
    clients,
  };
}
