import type { World, WorldVpc } from "@/sandbox/world";

/** The sandbox's AWS as the demo finds it: the provider's account, two tenants' and one that is nobody's here. */

export const workerCredential = {
  accessKeyId: "AKIADRAWBRIDGEDEMO01",
  secretAccessKey: "drawbridge-demo-worker-secret",
};
export const acmeCredential = {
  accessKeyId: "AKIADRAWBRIDGEACME01",
  secretAccessKey: "drawbridge-demo-acme-secret",
};
export const globexCredential = {
  accessKeyId: "AKIADRAWBRIDGEGLBX01",
  secretAccessKey: "drawbridge-demo-globex-secret",
};

export const providerAccountId = "210987654321";
export const acmeAccountId = "123456789012";
export const globexAccountId = "345678901234";
const vendorAccountId = "456789012345";

export const demoRegions = ["eu-central-1", "us-east-1"] as const;
type DemoRegion = (typeof demoRegions)[number];

/** 17 hexadecimal digits that say whose it is: `bd` the provider's, `ac` Acme's, `eb` Globex's, `fe` the vendor's. */
const hex = (owner: "bd" | "ac" | "eb" | "fe", number: number) =>
  `0${owner}${String(number).padStart(14, "0")}`;

/** VPCs of clusters, by the cluster's name; `shared` ones have several development clusters. */
export const clusterVpcIds = {
  payments: `vpc-${hex("bd", 101)}`,
  orders: `vpc-${hex("bd", 102)}`,
  sharedFrankfurt: `vpc-${hex("bd", 103)}`,
  inventory: `vpc-${hex("bd", 104)}`,
  analytics: `vpc-${hex("bd", 201)}`,
  reports: `vpc-${hex("bd", 202)}`,
  sharedVirginia: `vpc-${hex("bd", 203)}`,
  tools: `vpc-${hex("bd", 204)}`,
};

/** VPCs of tenants. Those named `clash…` share addresses with a cluster and are refused. */
export const tenantVpcs = {
  acmeDatabase: { vpcId: `vpc-${hex("ac", 1)}`, region: "eu-central-1", cidr: "10.120.0.0/16" },
  acmeWarehouse: { vpcId: `vpc-${hex("ac", 2)}`, region: "us-east-1", cidr: "10.121.0.0/16" },
  acmeCache: { vpcId: `vpc-${hex("ac", 3)}`, region: "eu-central-1", cidr: "10.122.0.0/16" },
  /** Has a second block, 10.124.0.0/16, that a careless request leaves out. */
  acmeTwoBlocks: { vpcId: `vpc-${hex("ac", 4)}`, region: "eu-central-1", cidr: "10.123.0.0/16" },
  clashAcmeLegacy: { vpcId: `vpc-${hex("ac", 5)}`, region: "eu-central-1", cidr: "10.10.128.0/20" },
  clashAcmePods: { vpcId: `vpc-${hex("ac", 6)}`, region: "eu-central-1", cidr: "100.64.32.0/20" },
  globexCrm: { vpcId: `vpc-${hex("eb", 1)}`, region: "eu-central-1", cidr: "10.130.0.0/16" },
  globexErp: { vpcId: `vpc-${hex("eb", 2)}`, region: "us-east-1", cidr: "10.131.0.0/16" },
  clashGlobexOld: { vpcId: `vpc-${hex("eb", 3)}`, region: "us-east-1", cidr: "10.40.64.0/18" },
} as const satisfies Record<string, { vpcId: string; region: DemoRegion; cidr: string }>;

const managed = { "drawbridge:managed": "true" };
const peerable = { "drawbridge:peerable": "true" };

const ownedBy = (cluster: string) => ({ [`kubernetes.io/cluster/${cluster}`]: "owned" });

/** A VPC as a cluster has it: two private subnets behind a NAT gateway, a public one, an unused main table. */
function clusterVpc(vpc: {
  vpcId: string;
  number: number;
  region: DemoRegion;
  name: string;
  /** First two numbers of its /16. */
  network: string;
  tags: Record<string, string>;
  routes?: { destination: string; vpcPeeringConnectionId: string }[];
}): WorldVpc {
  const { vpcId, number, region, name, network, tags } = vpc;
  const id = (offset: number) => hex("bd", number * 10 + offset);
  const subnet = (offset: number, kind: string, zone: string, third: number) => ({
    subnetId: `subnet-${id(offset)}`,
    cidrBlock: `${network}.${third}.0/20`,
    availabilityZone: `${region}${zone}`,
    tags: { Name: `${name}-${kind}-${zone}` },
  });
  return {
    vpcId,
    region,
    cidrBlocks: [`${network}.0.0/16`],
    enableDnsHostnames: true,
    tags: { Name: name, ...peerable, ...tags },
    subnets: [subnet(1, "private", "a", 0), subnet(2, "private", "b", 16), subnet(3, "public", "a", 32)],
    routeTables: [
      { routeTableId: `rtb-${id(0)}`, main: true, tags: { Name: `${name}-main` } },
      {
        routeTableId: `rtb-${id(1)}`,
        subnetIds: [`subnet-${id(1)}`, `subnet-${id(2)}`],
        tags: { Name: `${name}-private`, ...managed },
        routes: [{ destination: "0.0.0.0/0", natGatewayId: `nat-${id(1)}` }, ...(vpc.routes ?? [])],
      },
      {
        routeTableId: `rtb-${id(2)}`,
        subnetIds: [`subnet-${id(3)}`],
        tags: { Name: `${name}-public`, ...managed },
        routes: [{ destination: "0.0.0.0/0", gatewayId: `igw-${id(2)}` }],
      },
    ],
  };
}

function tenantVpc(
  vpc: { vpcId: string; region: DemoRegion; cidr: string },
  name: string,
  moreBlocks: string[] = [],
): WorldVpc {
  const [network = ""] = vpc.cidr.split("/");
  const digits = vpc.vpcId.slice("vpc-".length);
  return {
    vpcId: vpc.vpcId,
    region: vpc.region,
    cidrBlocks: [vpc.cidr, ...moreBlocks],
    enableDnsHostnames: true,
    tags: { Name: name },
    subnets: [
      {
        subnetId: `subnet-${digits}`,
        cidrBlock: `${network}/24`,
        availabilityZone: `${vpc.region}a`,
        tags: { Name: `${name}-a` },
      },
    ],
    routeTables: [{ routeTableId: `rtb-${digits}`, main: true, tags: { Name: name } }],
  };
}

/** Made outside Drawbridge: monitoring that somebody once peered by hand. It is shown and never touched. */
const vendorVpcId = `vpc-${hex("fe", 1)}`;
const vendorPeeringId = `pcx-${hex("fe", 1)}`;
const vendorNetwork = "10.200.0.0/16";

export const demoWorld = {
  accounts: [
    {
      accountId: providerAccountId,
      name: "Provider",
      credentials: [
        { ...workerCredential, principal: `arn:aws:iam::${providerAccountId}:user/drawbridge-worker` },
      ],
      vpcs: [
        clusterVpc({
          vpcId: clusterVpcIds.payments,
          number: 101,
          region: "eu-central-1",
          name: "payments",
          network: "10.10",
          tags: ownedBy("payments"),
          routes: [{ destination: vendorNetwork, vpcPeeringConnectionId: vendorPeeringId }],
        }),
        clusterVpc({
          vpcId: clusterVpcIds.orders,
          number: 102,
          region: "eu-central-1",
          name: "orders",
          network: "10.30",
          tags: ownedBy("orders"),
        }),
        clusterVpc({
          vpcId: clusterVpcIds.sharedFrankfurt,
          number: 103,
          region: "eu-central-1",
          name: "development",
          network: "10.90",
          tags: {
            "kubernetes.io/cluster/acme-playground": "shared",
            "kubernetes.io/cluster/globex-lab": "shared",
          },
        }),
        clusterVpc({
          vpcId: clusterVpcIds.inventory,
          number: 104,
          region: "eu-central-1",
          name: "inventory",
          network: "10.50",
          tags: { ...ownedBy("inventory"), "drawbridge:class": "production" },
        }),
        clusterVpc({
          vpcId: clusterVpcIds.analytics,
          number: 201,
          region: "us-east-1",
          name: "analytics",
          network: "10.20",
          tags: ownedBy("analytics"),
        }),
        clusterVpc({
          vpcId: clusterVpcIds.reports,
          number: 202,
          region: "us-east-1",
          name: "reports",
          network: "10.40",
          tags: ownedBy("reports"),
        }),
        clusterVpc({
          vpcId: clusterVpcIds.sharedVirginia,
          number: 203,
          region: "us-east-1",
          name: "development",
          network: "10.91",
          tags: { "kubernetes.io/cluster/acme-preview": "shared" },
        }),
        clusterVpc({
          vpcId: clusterVpcIds.tools,
          number: 204,
          region: "us-east-1",
          name: "tools",
          network: "10.92",
          tags: {},
        }),
      ],
    },
    {
      accountId: acmeAccountId,
      name: "Acme",
      credentials: [acmeCredential],
      vpcs: [
        tenantVpc(tenantVpcs.acmeDatabase, "orders-database"),
        tenantVpc(tenantVpcs.acmeWarehouse, "warehouse"),
        tenantVpc(tenantVpcs.acmeCache, "cache"),
        tenantVpc(tenantVpcs.acmeTwoBlocks, "two-blocks", ["10.124.0.0/16"]),
        tenantVpc(tenantVpcs.clashAcmeLegacy, "legacy"),
        tenantVpc(tenantVpcs.clashAcmePods, "metrics"),
      ],
    },
    {
      accountId: globexAccountId,
      name: "Globex",
      credentials: [globexCredential],
      vpcs: [
        tenantVpc(tenantVpcs.globexCrm, "crm"),
        tenantVpc(tenantVpcs.globexErp, "erp"),
        tenantVpc(tenantVpcs.clashGlobexOld, "old-reports"),
      ],
    },
    {
      accountId: vendorAccountId,
      name: "Monitoring vendor",
      vpcs: [tenantVpc({ vpcId: vendorVpcId, region: "eu-central-1", cidr: vendorNetwork }, "collectors")],
    },
  ],
  peerings: [
    {
      vpcPeeringConnectionId: vendorPeeringId,
      requesterVpcId: clusterVpcIds.payments,
      accepterVpcId: vendorVpcId,
      state: "active",
      requesterTags: { Name: "monitoring" },
    },
  ],
} satisfies World;

export type DemoMember = { email: string; name: string; role: "operator" | "viewer" | "tenant-admin" };
export type DemoCluster = {
  name: string;
  class: "production" | "development";
  region: DemoRegion;
  vpcId: string;
  podCidrs: string;
  serviceCidrs: string;
};

export const demoAdmin = { email: "admin@provider.test", name: "Robin Provider" };

export const demoOrganizations: {
  slug: string;
  name: string;
  members: DemoMember[];
  clusters: DemoCluster[];
}[] = [
  {
    slug: "acme",
    name: "Acme",
    members: [
      { email: "tenant@acme.test", name: "Ana Acme", role: "operator" },
      { email: "viewer@acme.test", name: "Vic Acme", role: "viewer" },
    ],
    clusters: [
      cluster("payments", "production", "eu-central-1", clusterVpcIds.payments, "100.64.0.0/16"),
      cluster("analytics", "production", "us-east-1", clusterVpcIds.analytics, "100.65.0.0/16"),
      cluster("playground", "development", "eu-central-1", clusterVpcIds.sharedFrankfurt, "100.66.0.0/16"),
      cluster("preview", "development", "us-east-1", clusterVpcIds.sharedVirginia, "100.67.0.0/16"),
    ],
  },
  {
    slug: "globex",
    name: "Globex",
    members: [{ email: "tenant@globex.test", name: "Gil Globex", role: "operator" }],
    clusters: [
      cluster("orders", "production", "eu-central-1", clusterVpcIds.orders, "100.68.0.0/16"),
      cluster("reports", "production", "us-east-1", clusterVpcIds.reports, "100.69.0.0/16"),
      cluster("lab", "development", "eu-central-1", clusterVpcIds.sharedFrankfurt, "100.70.0.0/16"),
    ],
  },
];

/** The sandbox's VCD as the provider registered it; its people are those of the sandbox's own example. */
export const demoSite = {
  name: "Frankfurt",
  user: "administrator",
  password: "provider-password",
  bindings: { tenant1: "acme", tenant2: "globex" },
  act: true,
};

function cluster(
  name: string,
  clusterClass: DemoCluster["class"],
  region: DemoRegion,
  vpcId: string,
  podCidrs: string,
): DemoCluster {
  return { name, class: clusterClass, region, vpcId, podCidrs, serviceCidrs: "172.20.0.0/16" };
}
