import type { Subnet, Vpc } from "@aws-sdk/client-ec2";
import { canonicalCidr } from "@/lib/domain/connections/cidr";
import type { VpcInventory } from "@/lib/domain/connections/observed";
import type { AwsSession } from "./client";
import { readPages } from "./paging";
import { nameTag, readTags } from "./tags";

/** What two describe calls tell of a VPC; its DNS attributes take two calls each and are read apart. */
export type VpcFacts = Omit<VpcInventory, "dnsSupport" | "dnsHostnames">;

/** All VPCs of the account and Region with their subnets, in pages of 1,000. */
export async function listVpcs(session: AwsSession): Promise<VpcFacts[]> {
  const vpcs = await describeVpcs(session);
  const byVpc = new Map<string, Subnet[]>();
  for (const subnet of await describeSubnets(session)) {
    const vpcId = subnet.VpcId ?? "";
    byVpc.set(vpcId, [...(byVpc.get(vpcId) ?? []), subnet]);
  }
  return vpcs.flatMap((vpc) => readVpc(vpc, session, byVpc.get(vpc.VpcId ?? "") ?? []) ?? []);
}

/** Every VPC of the account and Region as AWS describes it. */
export function describeVpcs(session: AwsSession): Promise<Vpc[]> {
  return readPages(
    (nextToken) =>
      session.read("DescribeVpcs", (client, sdk) =>
        client.send(new sdk.DescribeVpcsCommand({ MaxResults: 1000, NextToken: nextToken })),
      ),
    (page) => page.Vpcs,
  );
}

/** Every subnet of the account and Region as AWS describes it. */
export function describeSubnets(session: AwsSession): Promise<Subnet[]> {
  return readPages(
    (nextToken) =>
      session.read("DescribeSubnets", (client, sdk) =>
        client.send(new sdk.DescribeSubnetsCommand({ MaxResults: 1000, NextToken: nextToken })),
      ),
    (page) => page.Subnets,
  );
}

/** `enableDnsSupport` and `enableDnsHostnames` of one VPC. Two calls. */
export async function readDnsAttributes(
  session: AwsSession,
  vpcId: string,
): Promise<Pick<VpcInventory, "dnsSupport" | "dnsHostnames">> {
  const read = (Attribute: "enableDnsSupport" | "enableDnsHostnames") =>
    session.read("DescribeVpcAttribute", (client, sdk) =>
      client.send(new sdk.DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute })),
    );
  const [support, hostnames] = await Promise.all([read("enableDnsSupport"), read("enableDnsHostnames")]);
  return {
    dnsSupport: support.EnableDnsSupport?.Value ?? false,
    dnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
  };
}

function readVpc(vpc: Vpc, session: AwsSession, subnets: Subnet[]): VpcFacts | null {
  if (!vpc.VpcId) return null;
  const tags = readTags(vpc.Tags);
  const blocks = (vpc.CidrBlockAssociationSet ?? []).flatMap(({ CidrBlock, CidrBlockState }) =>
    CidrBlock && isHeld(CidrBlockState?.State) ? [CidrBlock] : [],
  );
  return {
    vpcId: vpc.VpcId,
    accountId: vpc.OwnerId ?? session.place.accountId,
    region: session.place.region,
    name: nameTag(tags),
    cidrBlocks: (blocks.length > 0 ? blocks : vpc.CidrBlock ? [vpc.CidrBlock] : []).map(canonicalCidr),
    ipv6CidrBlocks: (vpc.Ipv6CidrBlockAssociationSet ?? []).flatMap(
      ({ Ipv6CidrBlock, Ipv6CidrBlockState }) =>
        Ipv6CidrBlock && isHeld(Ipv6CidrBlockState?.State) ? [canonicalCidr(Ipv6CidrBlock)] : [],
    ),
    subnets: subnets.flatMap(readSubnet),
    tags,
  };
}

function isHeld(state: string | undefined): boolean {
  return state === undefined || state === "associated" || state === "associating";
}

function readSubnet(subnet: Subnet): VpcInventory["subnets"] {
  if (!subnet.SubnetId) return [];
  return [
    {
      id: subnet.SubnetId,
      cidrBlock: canonicalCidr(subnet.CidrBlock ?? ""),
      availabilityZone: subnet.AvailabilityZone ?? "",
      name: nameTag(readTags(subnet.Tags)),
    },
  ];
}
