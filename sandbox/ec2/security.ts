import type { Vpc } from "../records";
import { placeKey } from "../store";
import { items, type XmlNode } from "../xml";
import type { Call, Operation } from "./call";
import { type FilterTable, readFilters, selectBy } from "./filters";
import { notFound } from "./ids";
import { readPage, takePage } from "./paging";

/** Every VPC has its default group and its default network ACL, read-only; nothing else exists. */
const groupId = (vpc: Vpc) => `sg-${vpc.vpcId.slice("vpc-".length)}`;
const aclId = (vpc: Vpc) => `acl-${vpc.vpcId.slice("vpc-".length)}`;

const groupFilters: FilterTable<Vpc> = {
  "group-id": (vpc) => [groupId(vpc)],
  "group-name": () => ["default"],
  "owner-id": (vpc) => [vpc.accountId],
  "vpc-id": (vpc) => [vpc.vpcId],
};

const aclFilters: FilterTable<Vpc> = {
  default: () => ["true"],
  "network-acl-id": (vpc) => [aclId(vpc)],
  "owner-id": (vpc) => [vpc.accountId],
  "vpc-id": (vpc) => [vpc.vpcId],
};

function groupXml(vpc: Vpc): XmlNode {
  return {
    ownerId: vpc.accountId,
    groupId: groupId(vpc),
    groupName: "default",
    groupDescription: "default VPC security group",
    vpcId: vpc.vpcId,
    ipPermissions: items([
      {
        ipProtocol: "-1",
        groups: items([{ userId: vpc.accountId, groupId: groupId(vpc) }]),
        ipRanges: items([]),
      },
    ]),
    ipPermissionsEgress: items([
      { ipProtocol: "-1", groups: items([]), ipRanges: items([{ cidrIp: "0.0.0.0/0" }]) },
    ]),
  };
}

function aclXml(call: Call, vpc: Vpc): XmlNode {
  const rule = (ruleNumber: number, ruleAction: string, egress: boolean) => ({
    ruleNumber,
    protocol: "-1",
    ruleAction,
    egress,
    cidrBlock: "0.0.0.0/0",
  });
  return {
    networkAclId: aclId(vpc),
    vpcId: vpc.vpcId,
    ownerId: vpc.accountId,
    default: true,
    entrySet: items(
      [true, false].flatMap((egress) => [rule(100, "allow", egress), rule(32767, "deny", egress)]),
    ),
    associationSet: items(
      call.store.subnets.by("vpc", vpc.vpcId).map((subnet) => ({
        networkAclAssociationId: `aclassoc-${subnet.subnetId.slice("subnet-".length)}`,
        networkAclId: aclId(vpc),
        subnetId: subnet.subnetId,
      })),
    ),
  };
}

function describe(
  call: Call,
  action: string,
  asked: { parameter: string; idOf: (vpc: Vpc) => string; filters: FilterTable<Vpc> },
) {
  const ids = call.params.list(asked.parameter);
  const wanted = readFilters(call.params, asked.filters, () => ({}));
  const page = readPage(call.params, { min: 5, max: 1000 }, asked.parameter);
  call.permit(action);
  const here = call.store.vpcs.by("place", placeKey(call));
  const missing = ids.filter((id) => !here.some((vpc) => asked.idOf(vpc) === id));
  if (missing.length > 0) throw notFound(asked.parameter === "GroupId" ? "sg" : "acl", missing);
  return takePage(
    here.filter((vpc) => ids.length === 0 || ids.includes(asked.idOf(vpc))),
    (vpc) => call.store.vpcs.sequenceOf(vpc.vpcId),
    page,
    selectBy(wanted),
  );
}

export const securityOperations: Record<string, Operation> = {
  DescribeSecurityGroups: {
    run(call) {
      const asked = { parameter: "GroupId", idOf: groupId, filters: groupFilters };
      const { records, nextToken } = describe(call, "DescribeSecurityGroups", asked);
      return { securityGroupInfo: items(records.map(groupXml)), nextToken };
    },
  },
  DescribeNetworkAcls: {
    run(call) {
      const asked = { parameter: "NetworkAclId", idOf: aclId, filters: aclFilters };
      const { records, nextToken } = describe(call, "DescribeNetworkAcls", asked);
      return { networkAclSet: items(records.map((vpc) => aclXml(call, vpc))), nextToken };
    },
  },
};
