export type RequestKind = "connection" | "exposure";
export type RequestState = "waiting" | "approved" | "denied" | "withdrawn" | "expired";

/** What a request asks for, exactly as the approver sees it. A decision names the digest of these terms. */
export type RequestTerms = ConnectionTerms | ExposureTerms;

/** What a request asks for, by name: the connection's, or the cluster's that is to be exposed. */
export function nameOfTerms(terms: RequestTerms): string {
  return terms.kind === "connection" ? terms.name : terms.clusterName;
}

export type ConnectionTerms = {
  kind: "connection";
  connectionId: string;
  name: string;
  clusterId: string;
  clusterName: string;
  clusterAccountId: string;
  clusterVpcId: string;
  clusterRegion: string;
  accountId: string;
  vpcId: string;
  region: string;
  cidrs: string[];
  dnsResolution: boolean;
  /**
   * Only where a connection that goes on is to be changed: what is approved for it meanwhile. The terms above are what
   * it is to have.
   */
  changes?: ConnectionChoice;
};

/** What can be changed of a connection that was approved. */
export type ConnectionChoice = { cidrs: string[]; dnsResolution: boolean };

export type ExposureTerms = {
  kind: "exposure";
  /**
   * `create`: CSE makes the cluster and exposes it. `expose`: a rule of ours for a cluster that is there.
   * `open-firewall`: the edge's firewall lets given clients in, beside an exposure that is there.
   */
  act: "create" | "expose" | "open-firewall";
  exposureId: string;
  clusterId: string;
  clusterName: string;
  siteName: string;
  vcdOrganizationName: string;
  vdcName: string | null;
  networkName: string | null;
  edgeId: string | null;
  edgeName: string | null;
  /** Control plane's address; null for a cluster that is not made yet. */
  internalAddress: string | null;
  /** The only port that is opened. */
  port: number;
  /** Clients that the edge's firewall is to let in; empty = the firewall is left alone. */
  clientCidrs: string[];
  /** For `create`: the document as CSE is sent it, in YAML; null otherwise. */
  document: string | null;
};

/** What an approver decides about, in a few words: the heading of a request's page and its line in the queue. */
export function requestTitle(terms: RequestTerms): string {
  if (terms.kind === "connection") return terms.changes ? `Change ${terms.name}` : terms.name;
  switch (terms.act) {
    case "create":
      return `Create ${terms.clusterName}, exposed`;
    case "expose":
      return `Expose ${terms.clusterName}`;
    case "open-firewall":
      return `Open the firewall for ${terms.clusterName}`;
  }
}

/** What of a request's terms decides whether it can be edited. */
export function kindOf(
  terms: RequestTerms,
): { kind: "connection" } | { kind: "exposure"; act: ExposureTerms["act"] } {
  return terms.kind === "connection" ? { kind: terms.kind } : { kind: terms.kind, act: terms.act };
}

/** What is asked for, as the end of a sentence that begins with who asks. */
export function askedTo(terms: RequestTerms): string {
  if (terms.kind === "connection") {
    return terms.changes
      ? `to change the connection of ${terms.clusterName} with a VPC of account ${terms.accountId}`
      : `to connect ${terms.clusterName} with a VPC of account ${terms.accountId}`;
  }
  switch (terms.act) {
    case "create":
      return `to have CSE create ${terms.clusterName}, reachable from outside`;
    case "expose":
      return `to make the API server of ${terms.clusterName} reachable from outside`;
    case "open-firewall":
      return `to let clients of ${terms.clusterName} through the edge's firewall`;
  }
}
