import { DescriptionList, type Fact } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { regionLabel } from "@/lib/domain/connections/regions";
import type { ConnectionTerms, ExposureTerms, RequestTerms } from "@/lib/domain/requests/requests";

/** What is asked for, exactly: the decision is bound to the digest of it. */
export function TermsPanel({ terms, termsDigest }: { terms: RequestTerms; termsDigest: string }) {
  return (
    <Panel
      title="What is asked for"
      footer={
        <>
          Digest of these terms, to which the decision is bound: <Identifier value={termsDigest} />
        </>
      }
    >
      <DescriptionList facts={terms.kind === "connection" ? connectionFacts(terms) : exposureFacts(terms)} />
    </Panel>
  );
}

function connectionFacts(terms: ConnectionTerms): Fact[] {
  return [
    { term: "Cluster", description: `${terms.clusterName}, ${regionLabel(terms.clusterRegion)}` },
    {
      term: "Cluster's VPC",
      description: (
        <>
          <Identifier value={terms.clusterVpcId} copy="cluster's VPC ID" /> in account{" "}
          <Identifier value={terms.clusterAccountId} />
        </>
      ),
    },
    {
      term: "Tenant's account",
      description: <Identifier value={terms.accountId} copy="account ID" />,
    },
    { term: "Tenant's VPC", description: <Identifier value={terms.vpcId} copy="VPC ID" /> },
    { term: "Region", description: regionLabel(terms.region) },
    { term: "CIDR", description: <Values values={terms.cidrs} /> },
    ...(terms.changes ? [{ term: "CIDR now", description: <Values values={terms.changes.cidrs} /> }] : []),
    {
      term: "DNS resolution",
      description: terms.dnsResolution
        ? "Yes: host names resolve to private addresses"
        : "No: host names resolve to public addresses",
    },
    ...(terms.changes && terms.changes.dnsResolution !== terms.dnsResolution
      ? [{ term: "DNS resolution now", description: terms.changes.dnsResolution ? "Yes" : "No" }]
      : []),
  ];
}

const acts: Record<ExposureTerms["act"], string> = {
  create: "A new cluster, made and exposed by CSE",
  expose: "A DNAT rule of Drawbridge's for a cluster that is there",
  "open-firewall": "An opening in the edge's firewall, beside an exposure that is there",
};

function exposureFacts(terms: ExposureTerms): Fact[] {
  return [
    { term: "Asked for", description: acts[terms.act] },
    {
      term: "Cluster",
      description: `${terms.clusterName}${terms.vdcName ? ` in org VDC ${terms.vdcName}` : ""}`,
    },
    { term: "Organization", description: `${terms.vcdOrganizationName} at ${terms.siteName}` },
    ...(terms.networkName ? [{ term: "Network", description: terms.networkName }] : []),
    {
      term: "Edge gateway",
      description: terms.edgeName ?? "The network's own, found when the cluster is made",
    },
    ...(terms.internalAddress
      ? [
          {
            term: "Control plane",
            description: <Identifier value={terms.internalAddress} copy="control plane's address" />,
          },
        ]
      : []),
    {
      term: "Port",
      description:
        terms.act === "create"
          ? `${terms.port}, the API server's; the checks say what CSE's rule opens beside it`
          : `${terms.port}, the API server's, and no other`,
    },
    {
      term: "Edge firewall",
      description:
        terms.clientCidrs.length > 0 ? (
          <>
            Opened for these clients:
            <Values values={terms.clientCidrs} />
          </>
        ) : (
          "Left as it is"
        ),
    },
  ];
}

function Values({ values }: { values: string[] }) {
  return (
    <ul>
      {values.map((value) => (
        <li key={value}>
          <Identifier value={value} copy={value} />
        </li>
      ))}
    </ul>
  );
}
