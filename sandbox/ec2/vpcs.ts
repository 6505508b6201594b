import { AwsError } from "../aws-error";
import type { Place, RouteTable, Tags, Vpc } from "../records";
import type { Sandbox } from "../state";
import { placeKey } from "../store";
import { items, type XmlNode } from "../xml";
import type { Call, Operation } from "./call";
import { overlapsAny, prefixLength, readCidr, withinAny } from "./cidr";
import { type FilterTable, readFilters, selectBy } from "./filters";
import { checkId, newId, notFound } from "./ids";
import { readPage, takePage } from "./paging";
import { endPeeringsOf, failPeering } from "./peering-lifecycle";
import { blocksOf, codeOf, isConnected, isUnaccepted, tagSet } from "./peering-view";
import { readTagSpecifications } from "./tag-input";

export function findVpc(call: Pick<Call, "store" | "accountId" | "region">, vpcId: string): Vpc {
  const vpc = call.store.vpcs.get(vpcId);
  if (!vpc || placeKey(vpc) !== placeKey(call)) throw notFound("vpc", vpcId);
  return vpc;
}

export function makeBlock(cidrBlock: string) {
  return { associationId: newId("vpc-cidr-assoc"), cidrBlock };
}

export function makeMainTable(vpc: Vpc): RouteTable {
  return {
    routeTableId: newId("rtb"),
    accountId: vpc.accountId,
    region: vpc.region,
    vpcId: vpc.vpcId,
    associations: [{ associationId: newId("rtbassoc"), main: true }],
    routes: [],
    tags: {},
  };
}

const dhcpOptionsId = (vpc: Vpc) => `dopt-${vpc.vpcId.slice("vpc-".length)}`;
const ipv4Of = (vpc: Vpc) => vpc.cidrBlocks.map((block) => block.cidrBlock);
const ipv6Of = (vpc: Vpc) => vpc.ipv6CidrBlocks.map((block) => block.cidrBlock);

function vpcXml(vpc: Vpc): XmlNode {
  return {
    vpcId: vpc.vpcId,
    ownerId: vpc.accountId,
    state: "available",
    cidrBlock: vpc.cidrBlocks[0]?.cidrBlock,
    cidrBlockAssociationSet: items(
      vpc.cidrBlocks.map((block) => ({ ...block, cidrBlockState: { state: "associated" } })),
    ),
    ipv6CidrBlockAssociationSet:
      vpc.ipv6CidrBlocks.length === 0
        ? undefined
        : items(
            vpc.ipv6CidrBlocks.map((block) => ({
              associationId: block.associationId,
              ipv6CidrBlock: block.cidrBlock,
              ipv6CidrBlockState: { state: "associated" },
              ipv6Pool: "Amazon",
              networkBorderGroup: vpc.region,
            })),
          ),
    dhcpOptionsId: dhcpOptionsId(vpc),
    instanceTenancy: "default",
    isDefault: false,
    tagSet: tagSet(vpc.tags),
  };
}

const filters: FilterTable<Vpc> = {
  cidr: (vpc) => ipv4Of(vpc).slice(0, 1),
  "cidr-block-association.cidr-block": ipv4Of,
  "cidr-block-association.association-id": (vpc) => vpc.cidrBlocks.map((block) => block.associationId),
  "cidr-block-association.state": () => ["associated"],
  "ipv6-cidr-block-association.ipv6-cidr-block": ipv6Of,
  "ipv6-cidr-block-association.association-id": (vpc) => vpc.ipv6CidrBlocks.map((each) => each.associationId),
  "ipv6-cidr-block-association.state": (vpc) => vpc.ipv6CidrBlocks.map(() => "associated"),
  "dhcp-options-id": (vpc) => [dhcpOptionsId(vpc)],
  "is-default": () => ["false"],
  isDefault: () => ["false"],
  "owner-id": (vpc) => [vpc.accountId],
  state: () => ["available"],
  "vpc-id": (vpc) => [vpc.vpcId],
};

const ATTRIBUTES = ["enableDnsSupport", "enableDnsHostnames"] as const;

export const vpcOperations: Record<string, Operation> = {
  DescribeVpcs: {
    run(call) {
      const ids = call.params.list("VpcId").map((id) => checkId("vpc", id));
      const wanted = readFilters(call.params, filters, (vpc) => vpc.tags);
      const page = readPage(call.params, { min: 5, max: 1000 }, "VpcId");
      call.permit("DescribeVpcs");
      const vpcs =
        ids.length > 0 ? ids.map((id) => findVpc(call, id)) : call.store.vpcs.by("place", placeKey(call));
      const { records, nextToken } = takePage(
        vpcs,
        (vpc) => call.store.vpcs.sequenceOf(vpc.vpcId),
        page,
        selectBy(wanted),
      );
      return { vpcSet: items(records.map(vpcXml)), nextToken };
    },
  },

  DescribeVpcAttribute: {
    run(call) {
      const vpcId = checkId("vpc", call.params.required("VpcId"));
      const attribute = call.params.required("Attribute");
      const name = ATTRIBUTES.find((each) => each === attribute);
      if (!name && attribute !== "enableNetworkAddressUsageMetrics") {
        throw new AwsError(
          "InvalidParameterValue",
          `Value (${attribute}) for parameter attribute is invalid.`,
        );
      }
      call.permit("DescribeVpcAttribute", [{ arn: call.arn("vpc", vpcId) }]);
      const vpc = findVpc(call, vpcId);
      return { vpcId, [attribute]: { value: name ? vpc[name] : false } };
    },
  },

  ModifyVpcAttribute: {
    mutates: true,
    run(call) {
      const vpcId = checkId("vpc", call.params.required("VpcId"));
      const given = ATTRIBUTES.flatMap((name) => {
        const value = call.params.flag(`${name[0]?.toUpperCase()}${name.slice(1)}.Value`);
        return value === undefined ? [] : [{ name, value }];
      });
      call.permit("ModifyVpcAttribute", [{ arn: call.arn("vpc", vpcId) }]);
      const vpc = findVpc(call, vpcId);
      const [only] = given;
      if (!only) throw new AwsError("MissingParameter", "The request must contain an attribute to modify");
      if (given.length > 1) {
        throw new AwsError("InvalidParameterCombination", "Fields for multiple attribute types specified");
      }
      setDnsAttributes(call.sandbox, vpc, { [only.name]: only.value });
      return { return: true };
    },
  },

  CreateVpc: {
    mutates: true,
    run(call) {
      const cidrBlock = readVpcBlock(call.params.required("CidrBlock"));
      const tags = readTagSpecifications(call, "vpc");
      call.permit("CreateVpc", [{ arn: call.arn("vpc", "*"), requestTags: tags }], tags);
      const vpc = makeVpc(call, { cidrBlock, tags });
      call.store.vpcs.put(vpc);
      call.store.routeTables.put(makeMainTable(vpc));
      return { vpc: vpcXml(vpc) };
    },
  },

  DeleteVpc: {
    mutates: true,
    run(call) {
      const vpcId = checkId("vpc", call.params.required("VpcId"));
      call.permit("DeleteVpc", [{ arn: call.arn("vpc", vpcId) }]);
      const vpc = findVpc(call, vpcId);
      const tables = call.store.routeTables.by("vpc", vpcId);
      const more = tables.some((table) => !table.associations.some((association) => association.main));
      if (more || call.store.subnets.by("vpc", vpcId).length > 0) {
        throw new AwsError(
          "DependencyViolation",
          `The vpc '${vpcId}' has dependencies and cannot be deleted.`,
        );
      }
      removeVpc(call.sandbox, vpc, call.now);
      return { return: true };
    },
  },

  AssociateVpcCidrBlock: {
    mutates: true,
    run(call) {
      const vpcId = checkId("vpc", call.params.required("VpcId"));
      const cidrBlock = readVpcBlock(call.params.required("CidrBlock"));
      call.permit("AssociateVpcCidrBlock", [{ arn: call.arn("vpc", vpcId) }]);
      const block = associateBlock(call.sandbox, findVpc(call, vpcId), cidrBlock, call.now);
      return { vpcId, cidrBlockAssociation: { ...block, cidrBlockState: { state: "associating" } } };
    },
  },
};

function makeVpc(place: Place, { cidrBlock, tags }: { cidrBlock: string; tags: Tags }): Vpc {
  return {
    vpcId: newId("vpc"),
    accountId: place.accountId,
    region: place.region,
    cidrBlocks: [makeBlock(cidrBlock)],
    ipv6CidrBlocks: [],
    enableDnsSupport: true,
    enableDnsHostnames: false,
    tags,
  };
}

export function readVpcBlock(text: string): string {
  const cidr = readCidr(text, "cidrBlock", 4);
  if (prefixLength(cidr) >= 16 && prefixLength(cidr) <= 28) return cidr;
  throw new AwsError("InvalidVpc.Range", `The CIDR '${text}' is invalid.`);
}

export function setDnsAttributes(
  sandbox: Sandbox,
  vpc: Vpc,
  change: { enableDnsSupport?: boolean | undefined; enableDnsHostnames?: boolean | undefined },
): void {
  const next = {
    ...vpc,
    enableDnsSupport: change.enableDnsSupport ?? vpc.enableDnsSupport,
    enableDnsHostnames: change.enableDnsHostnames ?? vpc.enableDnsHostnames,
  };
  if (change.enableDnsHostnames && !next.enableDnsSupport) {
    throw new AwsError("InvalidParameterValue", "enableDnsHostnames needs enableDnsSupport.");
  }
  // EC2 turns hostnames off together with support.
  sandbox.store.vpcs.put(next.enableDnsSupport ? next : { ...next, enableDnsHostnames: false });
}

/** Adding a block is refused, or ends a request, depending on the connections of the VPC (VPC User Guide). */
export function associateBlock(sandbox: Sandbox, vpc: Vpc, cidrBlock: string, now: number) {
  const { store } = sandbox;
  const { vpcId } = vpc;
  const peerings = store.peerings.by("vpc", vpcId);
  const most = sandbox.settings.quotas.cidrBlocksPerVpc;
  if (vpc.cidrBlocks.length >= most) {
    throw new AwsError(
      "CidrLimitExceeded",
      `This network '${vpcId}' has met its maximum number of allowed CIDRs: ${most}`,
    );
  }
  if (overlapsAny(cidrBlock, ipv4Of(vpc))) {
    throw conflict(`The CIDR '${cidrBlock}' conflicts with another CIDR of the VPC ${vpcId}.`);
  }
  const waiting = peerings.filter((peering) => isUnaccepted(codeOf(peering)));
  const sent = waiting.find((peering) => peering.requester.vpcId === vpcId);
  if (sent) {
    throw new AwsError(
      "OperationNotPermitted",
      `A CIDR block cannot be added to ${vpcId} while its request ${sent.vpcPeeringConnectionId} is pending acceptance.`,
    );
  }
  const routed = store.routeTables
    .by("vpc", vpcId)
    .flatMap((table) => table.routes.map((route) => route.destination))
    .find((destination) => !destination.startsWith("pl-") && withinAny(destination, [cidrBlock]));
  if (routed) {
    throw conflict(`The CIDR '${cidrBlock}' conflicts with the route to ${routed} of the VPC ${vpcId}.`);
  }
  const otherSide = (peering: (typeof peerings)[number]) =>
    blocksOf(sandbox, peering.requester.vpcId === vpcId ? peering.accepter : peering.requester).ipv4;
  const overlapping = peerings.filter((peering) => overlapsAny(cidrBlock, otherSide(peering)));
  const connected = overlapping.find((peering) => isConnected(codeOf(peering)));
  if (connected) {
    throw conflict(`The CIDR '${cidrBlock}' conflicts with the peer of ${connected.vpcPeeringConnectionId}.`);
  }
  const block = makeBlock(cidrBlock);
  store.vpcs.put({ ...vpc, cidrBlocks: [...vpc.cidrBlocks, block] });
  for (const peering of overlapping) {
    if (codeOf(peering) === "pending-acceptance") failPeering(sandbox, peering, now);
  }
  return block;
}

const conflict = (message: string) => new AwsError("CidrConflict", message);

/** Removes the VPC with everything in it, as the console does. */
export function removeVpc(sandbox: Sandbox, vpc: Vpc, now: number): void {
  const { store } = sandbox;
  endPeeringsOf(sandbox, vpc, now);
  for (const subnet of store.subnets.by("vpc", vpc.vpcId)) store.subnets.delete(subnet.subnetId);
  for (const table of store.routeTables.by("vpc", vpc.vpcId)) store.routeTables.delete(table.routeTableId);
  store.vpcs.delete(vpc.vpcId);
}
