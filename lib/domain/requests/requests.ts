export type RequestKind = "connection" | "exposure";
export type RequestState = "waiting" | "approved" | "denied" | "withdrawn";

/** What a request asks for, exactly as the approver sees it. A decision names the digest of these terms. */
export type RequestTerms = {
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
};
