import { AwsError } from "../aws-error";
import type { Subnet } from "../records";
import { placeKey } from "../store";
import { items, type XmlNode } from "../xml";
import type { Call, Operation } from "./call";
import { overlapsAny, prefixLength, readCidr, withinAny } from "./cidr";
import { type FilterTable, readFilters, selectBy } from "./filters";
import { checkId, newId, notFound } from "./ids";
import { readPage, takePage } from "./paging";
import { tagSet } from "./peering-view";
import { readTagSpecifications } from "./tag-input";
import { findVpc } from "./vpcs";

export function findSubnet(call: Call, subnetId: string): Subnet {
  const subnet = call.store.subnets.get(subnetId);
  if (!subnet || placeKey(subnet) !== placeKey(call)) throw notFound("subnet", subnetId);
  return subnet;
}

const arnOf = (subnet: Subnet) =>
  `arn:aws:ec2:${subnet.region}:${subnet.accountId}:subnet/${subnet.subnetId}`;
const zoneId = (subnet: Subnet) =>
  `${subnet.region}-az${subnet.availabilityZone.charCodeAt(subnet.region.length) - 96}`;
// EC2 keeps five addresses of every subnet to itself.
const freeAddresses = (subnet: Subnet) => 2 ** (32 - prefixLength(subnet.cidrBlock)) - 5;

function subnetXml(subnet: Subnet): XmlNode {
  return {
    subnetId: subnet.subnetId,
    subnetArn: arnOf(subnet),
    state: "available",
    ownerId: subnet.accountId,
    vpcId: subnet.vpcId,
    cidrBlock: subnet.cidrBlock,
    ipv6CidrBlockAssociationSet: items([]),
    availableIpAddressCount: freeAddresses(subnet),
    availabilityZone: subnet.availabilityZone,
    availabilityZoneId: zoneId(subnet),
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    tagSet: tagSet(subnet.tags),
  };
}

const filters: FilterTable<Subnet> = {
  "availability-zone": (subnet) => [subnet.availabilityZone],
  "availability-zone-id": (subnet) => [zoneId(subnet)],
  "available-ip-address-count": (subnet) => [String(freeAddresses(subnet))],
  "cidr-block": (subnet) => [subnet.cidrBlock],
  cidr: (subnet) => [subnet.cidrBlock],
  "default-for-az": () => ["false"],
  "owner-id": (subnet) => [subnet.accountId],
  state: () => ["available"],
  "subnet-arn": (subnet) => [arnOf(subnet)],
  "subnet-id": (subnet) => [subnet.subnetId],
  "vpc-id": (subnet) => [subnet.vpcId],
};

export const subnetOperations: Record<string, Operation> = {
  DescribeSubnets: {
    run(call) {
      const ids = call.params.list("SubnetId").map((id) => checkId("subnet", id));
      const wanted = readFilters(call.params, filters, (subnet) => subnet.tags);
      const page = readPage(call.params, { min: 5, max: 1000 }, "SubnetId");
      call.permit("DescribeSubnets");
      const { subnets } = call.store;
      const found =
        ids.length > 0 ? ids.map((id) => findSubnet(call, id)) : subnets.by("place", placeKey(call));
      const { records, nextToken } = takePage(
        found,
        (subnet) => subnets.sequenceOf(subnet.subnetId),
        page,
        selectBy(wanted),
      );
      return { subnetSet: items(records.map(subnetXml)), nextToken };
    },
  },

  CreateSubnet: {
    mutates: true,
    run(call) {
      const vpcId = checkId("vpc", call.params.required("VpcId"));
      const cidrBlock = readCidr(call.params.required("CidrBlock"), "cidrBlock", 4);
      const availabilityZone = call.params.text("AvailabilityZone") ?? `${call.region}a`;
      const tags = readTagSpecifications(call, "subnet");
      call.permit("CreateSubnet", [{ arn: call.arn("subnet", "*"), requestTags: tags }], tags);
      const vpc = findVpc(call, vpcId);
      if (!availabilityZone.startsWith(call.region)) {
        throw new AwsError(
          "InvalidParameterValue",
          `Value (${availabilityZone}) for parameter availabilityZone is invalid.`,
        );
      }
      if (
        !withinAny(
          cidrBlock,
          vpc.cidrBlocks.map((block) => block.cidrBlock),
        ) ||
        prefixLength(cidrBlock) > 28
      ) {
        throw new AwsError("InvalidSubnet.Range", `The CIDR '${cidrBlock}' is invalid.`);
      }
      const others = call.store.subnets.by("vpc", vpcId).map((subnet) => subnet.cidrBlock);
      if (overlapsAny(cidrBlock, others)) {
        throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${cidrBlock}' conflicts with another subnet`);
      }
      const subnet: Subnet = {
        subnetId: newId("subnet"),
        accountId: call.accountId,
        region: call.region,
        vpcId,
        cidrBlock,
        availabilityZone,
        tags,
      };
      call.store.subnets.put(subnet);
      return { subnet: subnetXml(subnet) };
    },
  },

  DeleteSubnet: {
    mutates: true,
    run(call) {
      const subnetId = checkId("subnet", call.params.required("SubnetId"));
      call.permit("DeleteSubnet", [{ arn: call.arn("subnet", subnetId) }]);
      const subnet = findSubnet(call, subnetId);
      for (const table of call.store.routeTables.by("vpc", subnet.vpcId)) {
        const associations = table.associations.filter((association) => association.subnetId !== subnetId);
        if (associations.length < table.associations.length)
          call.store.routeTables.put({ ...table, associations });
      }
      call.store.subnets.delete(subnetId);
      return { return: true };
    },
  },
};
