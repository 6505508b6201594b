import { regionLabel } from "./regions";

/** What the tenant must know to act in their AWS account. Blocks are those of the cluster's VPC. */
export type TenantFacts = {
  peeringId: string | null;
  providerAccountId: string;
  clusterName: string;
  clusterVpcId: string;
  clusterRegion: string;
  clusterCidrs: string[];
  accountId: string;
  vpcId: string;
  region: string;
  expirationTime: Date | string | null;
  dnsResolution: boolean;
};

/** One thing to do in the tenant's AWS account, in the console or by command line. */
export type TenantStep = {
  key: "compare" | "accept" | "find-tables" | "routes" | "dns" | "security-group" | "verify";
  title: string;
  why: string;
  /** Clicks in the AWS console; null where the command line is the simpler way. */
  console: string | null;
  /** Ready to paste into a POSIX shell. Capital words such as `ROUTE_TABLE_ID` are for the reader to fill in. */
  commands: { title: string; command: string }[];
  phase: "before-acceptance" | "after-acceptance";
};

/** Facts to be held against the AWS console before anything is accepted. */
export type ComparedFact = { term: string; value: string; copy: boolean };

export type Remark = {
  key: "mtu" | "cost" | "security-groups" | "transit" | "pods" | "dns";
  title: string;
  text: string;
};

/** Names in commands that only the tenant knows. */
export const placeholders = {
  peering: "PEERING_CONNECTION_ID",
  routeTable: "ROUTE_TABLE_ID",
  securityGroup: "SECURITY_GROUP_ID",
  port: "PORT",
  clusterBlock: "CLUSTER_CIDR",
} as const;

/** Quotes a word for a POSIX shell; words that need no quotes stay readable. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function aws(region: string, action: string, ...options: string[]): string {
  return ["aws", "ec2", action, "--region", region, ...options].map(shellWord).join(" ");
}

function blocksOf(facts: TenantFacts): string[] {
  return facts.clusterCidrs.length > 0 ? facts.clusterCidrs : [placeholders.clusterBlock];
}

/** What to compare before accepting: AWS warns never to accept a peering from an account one does not know. */
export function factsToCompare(facts: TenantFacts): ComparedFact[] {
  const expires = facts.expirationTime ? new Date(facts.expirationTime) : null;
  return [
    { term: "Peering connection", value: facts.peeringId ?? "not sent yet", copy: facts.peeringId !== null },
    { term: "Requester account", value: facts.providerAccountId, copy: true },
    { term: "Requester VPC", value: facts.clusterVpcId, copy: true },
    { term: "Requester Region", value: facts.clusterRegion, copy: true },
    {
      term: "Cluster's blocks",
      value: facts.clusterCidrs.join(", ") || "not read yet",
      copy: facts.clusterCidrs.length > 0,
    },
    { term: "Your account", value: facts.accountId, copy: true },
    { term: "Your VPC", value: facts.vpcId, copy: true },
    { term: "Region to be in", value: facts.region, copy: true },
    ...(expires && !Number.isNaN(expires.getTime())
      ? [{ term: "Expires", value: expires.toISOString(), copy: false }]
      : []),
  ];
}

/** The exact steps in the tenant's AWS account, in order, with real values filled in. */
export function tenantSteps(facts: TenantFacts): TenantStep[] {
  const { region } = facts;
  const peering = facts.peeringId ?? placeholders.peering;
  const place = regionLabel(region);
  const steps: TenantStep[] = [
    {
      key: "compare",
      title: "Compare the invitation",
      why: `It must come from account ${facts.providerAccountId} and VPC ${facts.clusterVpcId}. It has no name in your console: names and tags stay with the side that set them.`,
      console: `Choose Region ${place}, then VPC › Peering connections, and select ${peering}.`,
      commands: [
        {
          title: "Show the invitation",
          command: aws(region, "describe-vpc-peering-connections", "--vpc-peering-connection-ids", peering),
        },
      ],
      phase: "before-acceptance",
    },
    {
      key: "accept",
      title: "Accept it",
      why: `Only account ${facts.accountId} can, and only in ${place}.`,
      console: "Actions › Accept request, then confirm.",
      commands: [
        {
          title: "Accept the invitation",
          command: aws(region, "accept-vpc-peering-connection", "--vpc-peering-connection-id", peering),
        },
      ],
      phase: "before-acceptance",
    },
    {
      key: "find-tables",
      title: "Find your route tables",
      why: "Each subnet that talks to the cluster uses one; subnets that none names use the main one.",
      console: `VPC › Route tables, filtered by ${facts.vpcId}.`,
      commands: [
        {
          title: "List the route tables of your VPC",
          command: aws(
            region,
            "describe-route-tables",
            "--filters",
            `Name=vpc-id,Values=${facts.vpcId}`,
            "--query",
            "RouteTables[].[RouteTableId,Associations[].SubnetId,Associations[].Main]",
          ),
        },
      ],
      phase: "after-acceptance",
    },
    {
      key: "routes",
      title: "Add the routes to the cluster",
      why: `Without them, answers from your VPC do not find their way back. One for each block of the cluster's VPC, in each of your tables: put the table's ID in place of ${placeholders.routeTable}.`,
      console: `Select the table › Routes › Edit routes › Add route: destination as below, target ${peering}.`,
      commands: blocksOf(facts).map((cidr) => ({
        title: `Route to ${cidr}`,
        command: aws(
          region,
          "create-route",
          "--route-table-id",
          placeholders.routeTable,
          "--destination-cidr-block",
          cidr,
          "--vpc-peering-connection-id",
          peering,
        ),
      })),
      phase: "after-acceptance",
    },
    {
      key: "security-group",
      title: "Let the cluster in",
      why: `Security groups keep out what they do not name. Put your group and port in place of ${placeholders.securityGroup} and ${placeholders.port}.`,
      console: "VPC › Security groups › Edit inbound rules › Add rule: your port, source as below.",
      commands: blocksOf(facts).map((cidr) => ({
        title: `Allow ${cidr}`,
        command: aws(
          region,
          "authorize-security-group-ingress",
          "--group-id",
          placeholders.securityGroup,
          "--protocol",
          "tcp",
          "--port",
          placeholders.port,
          "--cidr",
          cidr,
        ),
      })),
      phase: "after-acceptance",
    },
  ];
  if (facts.dnsResolution) {
    steps.push({
      key: "dns",
      title: "Switch on DNS resolution of your side",
      why: "Then names of your hosts lead to private addresses in the cluster. Only your account can set this half, once the connection is active; your VPC needs DNS support and DNS hostnames.",
      console: `VPC › Peering connections › ${peering} › Actions › Edit DNS settings › Accepter DNS resolution.`,
      commands: [
        {
          title: "Set your half",
          command: aws(
            region,
            "modify-vpc-peering-connection-options",
            "--vpc-peering-connection-id",
            peering,
            "--accepter-peering-connection-options",
            "AllowDnsResolutionFromRemoteVpc=true",
          ),
        },
      ],
      phase: "after-acceptance",
    });
  }
  steps.push({
    key: "verify",
    title: "See that it is active",
    why: "AWS needs some seconds after acceptance.",
    console: null,
    commands: [
      {
        title: "Show its status",
        command: aws(
          region,
          "describe-vpc-peering-connections",
          "--vpc-peering-connection-ids",
          peering,
          "--query",
          "VpcPeeringConnections[0].Status.Code",
          "--output",
          "text",
        ),
      },
    ],
    phase: "after-acceptance",
  });
  return steps;
}

/** What is good to know about this connection: only what applies to it. Sources: VPC peering guide, EC2 network MTU. */
export function connectionRemarks(
  facts: Pick<TenantFacts, "region" | "clusterRegion" | "dnsResolution">,
): Remark[] {
  const crossesRegions = facts.region !== facts.clusterRegion;
  const remarks: Remark[] = [
    crossesRegions
      ? {
          key: "mtu",
          title: "Packet size",
          text: "Between Regions packets of up to 8500 bytes pass. Hosts that send 9001 must discover the path's size, so do not block ICMP; 1500 is always safe.",
        }
      : {
          key: "mtu",
          title: "Packet size",
          text: "Within a Region packets of up to 9001 bytes pass.",
        },
    crossesRegions
      ? {
          key: "cost",
          title: "Cost",
          text: "A connection costs nothing by itself. Traffic is billed at AWS's inter-Region rates, to each side for what it sends.",
        }
      : {
          key: "cost",
          title: "Cost",
          text: "A connection costs nothing by itself, nor does traffic within one availability zone. Traffic between zones is billed to both sides.",
        },
    crossesRegions
      ? {
          key: "security-groups",
          title: "Security groups",
          text: "Across Regions a rule can name address blocks only, not the other side's security groups.",
        }
      : {
          key: "security-groups",
          title: "Security groups",
          text: "Within a Region a rule may name the other side's security group as account/group; address blocks always work.",
        },
    {
      key: "transit",
      title: "No transit",
      text: "A peering joins two VPCs and goes no further: the cluster cannot use your internet or NAT gateways, VPN, Direct Connect or other peerings, nor you the cluster's.",
    },
  ];
  if (facts.dnsResolution) {
    remarks.push({
      key: "dns",
      title: "DNS",
      text: "The option changes what public names of AWS hosts resolve to. Private hosted zones and the other VPC's DNS server stay out of reach; associate the zone in Route 53 for those.",
    });
  }
  return remarks;
}
