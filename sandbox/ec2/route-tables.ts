import { AwsError } from "../aws-error";
import type { RouteTable, RouteTableAssociation } from "../records";
import { placeKey } from "../store";
import { items, type XmlNode } from "../xml";
import type { Call, Operation } from "./call";
import { isIpv6, isPrefixList } from "./cidr";
import { type FilterTable, readFilters, selectBy } from "./filters";
import { checkId, newId, notFound } from "./ids";
import { readPage, takePage } from "./paging";
import { tagSet } from "./peering-view";
import { findTable, type ShownRoute, shownRoutes } from "./routes";
import { findSubnet } from "./subnets";
import { readTagSpecifications } from "./tag-input";
import { findVpc } from "./vpcs";

export function destinationName(destination: string) {
  if (isPrefixList(destination)) return "destinationPrefixListId";
  return isIpv6(destination) ? "destinationIpv6CidrBlock" : "destinationCidrBlock";
}

function routeXml(route: ShownRoute): XmlNode {
  return {
    [destinationName(route.destination)]: route.destination,
    [route.target.kind]: route.target.id,
    state: route.state,
    origin: route.origin,
  };
}

function associationXml(table: RouteTable, association: RouteTableAssociation): XmlNode {
  return {
    routeTableAssociationId: association.associationId,
    routeTableId: table.routeTableId,
    subnetId: association.subnetId,
    gatewayId: association.gatewayId,
    main: association.main,
    associationState: { state: "associated" },
  };
}

function tableXml(call: Call, table: RouteTable): XmlNode {
  return {
    routeTableId: table.routeTableId,
    vpcId: table.vpcId,
    ownerId: table.accountId,
    routeSet: items(shownRoutes(call.sandbox, table, call.now).map(routeXml)),
    associationSet: items(table.associations.map((association) => associationXml(table, association))),
    propagatingVgwSet: items([]),
    tagSet: tagSet(table.tags),
  };
}

function filtersFor(call: Call): FilterTable<RouteTable> {
  const routes = (table: RouteTable) => shownRoutes(call.sandbox, table, call.now);
  const destinations = (name: ReturnType<typeof destinationName>) => (table: RouteTable) =>
    routes(table)
      .map((route) => route.destination)
      .filter((destination) => destinationName(destination) === name);
  const targets = (kind: string) => (table: RouteTable) =>
    routes(table)
      .filter((route) => route.target.kind === kind)
      .map((route) => route.target.id);
  const associations =
    (read: (association: RouteTableAssociation) => string | undefined) => (table: RouteTable) =>
      table.associations.flatMap((association) => read(association) ?? []);
  return {
    "association.gateway-id": associations((each) => each.gatewayId),
    "association.main": associations((each) => String(each.main)),
    "association.route-table-association-id": associations((each) => each.associationId),
    "association.route-table-id": (table) => (table.associations.length > 0 ? [table.routeTableId] : []),
    "association.subnet-id": associations((each) => each.subnetId),
    "owner-id": (table) => [table.accountId],
    "route-table-id": (table) => [table.routeTableId],
    "route.destination-cidr-block": destinations("destinationCidrBlock"),
    "route.destination-ipv6-cidr-block": destinations("destinationIpv6CidrBlock"),
    "route.destination-prefix-list-id": destinations("destinationPrefixListId"),
    "route.egress-only-internet-gateway-id": targets("egressOnlyInternetGatewayId"),
    "route.gateway-id": targets("gatewayId"),
    "route.instance-id": targets("instanceId"),
    "route.nat-gateway-id": targets("natGatewayId"),
    "route.origin": (table) => routes(table).map((route) => route.origin),
    "route.state": (table) => routes(table).map((route) => route.state),
    "route.transit-gateway-id": targets("transitGatewayId"),
    "route.vpc-peering-connection-id": targets("vpcPeeringConnectionId"),
    "vpc-id": (table) => [table.vpcId],
  };
}

export const routeTableOperations: Record<string, Operation> = {
  DescribeRouteTables: {
    run(call) {
      const { params, store } = call;
      const ids = params.list("RouteTableId").map((id) => checkId("rtb", id));
      const wanted = readFilters(params, filtersFor(call), (table) => table.tags);
      const page = readPage(params, { min: 5, max: 100 }, "RouteTableId");
      call.permit("DescribeRouteTables");
      const tables =
        ids.length > 0 ? ids.map((id) => findTable(call, id)) : store.routeTables.by("place", placeKey(call));
      const { records, nextToken } = takePage(
        tables,
        (table) => store.routeTables.sequenceOf(table.routeTableId),
        page,
        selectBy(wanted),
      );
      return { routeTableSet: items(records.map((table) => tableXml(call, table))), nextToken };
    },
  },

  CreateRouteTable: {
    mutates: true,
    run(call) {
      const vpcId = checkId("vpc", call.params.required("VpcId"));
      const tags = readTagSpecifications(call, "route-table");
      call.permit("CreateRouteTable", [{ arn: call.arn("route-table", "*"), requestTags: tags }], tags);
      const vpc = findVpc(call, vpcId);
      if (call.store.routeTables.by("vpc", vpcId).length >= call.quotas.routeTablesPerVpc) {
        throw new AwsError("RouteTableLimitExceeded", "The maximum number of route tables has been reached.");
      }
      const table: RouteTable = {
        routeTableId: newId("rtb"),
        accountId: vpc.accountId,
        region: vpc.region,
        vpcId,
        associations: [],
        routes: [],
        tags,
      };
      call.store.routeTables.put(table);
      return { routeTable: tableXml(call, table) };
    },
  },

  DeleteRouteTable: {
    mutates: true,
    run(call) {
      const id = checkId("rtb", call.params.required("RouteTableId"));
      call.permit("DeleteRouteTable", [{ arn: call.arn("route-table", id) }]);
      const table = findTable(call, id);
      if (table.associations.length > 0) {
        throw new AwsError(
          "DependencyViolation",
          `The routeTable '${id}' has dependencies and cannot be deleted.`,
        );
      }
      call.store.routeTables.delete(id);
      return { return: true };
    },
  },

  AssociateRouteTable: {
    mutates: true,
    run(call) {
      const id = checkId("rtb", call.params.required("RouteTableId"));
      const gatewayId = call.params.text("GatewayId");
      const subnetId = gatewayId ? undefined : checkId("subnet", call.params.required("SubnetId"));
      call.permit("AssociateRouteTable", [{ arn: call.arn("route-table", id) }]);
      const table = findTable(call, id);
      if (subnetId && findSubnet(call, subnetId).vpcId !== table.vpcId) {
        throw new AwsError(
          "InvalidParameterValue",
          `Route table ${id} and subnet ${subnetId} belong to different networks`,
        );
      }
      const taken = call.store.routeTables
        .by("vpc", table.vpcId)
        .flatMap((each) => each.associations)
        .some((each) => (subnetId ? each.subnetId === subnetId : each.gatewayId === gatewayId));
      if (taken) {
        throw new AwsError("Resource.AlreadyAssociated", `${subnetId ?? gatewayId} is already associated.`);
      }
      const association = { associationId: newId("rtbassoc"), main: false, subnetId, gatewayId };
      call.store.routeTables.put({ ...table, associations: [...table.associations, association] });
      return { associationId: association.associationId, associationState: { state: "associated" } };
    },
  },

  DisassociateRouteTable: {
    mutates: true,
    run(call) {
      const id = checkId("rtbassoc", call.params.required("AssociationId"));
      call.permit("DisassociateRouteTable");
      const table = call.store.routeTables
        .by("place", placeKey(call))
        .find((each) => each.associations.some((association) => association.associationId === id));
      const association = table?.associations.find((each) => each.associationId === id);
      if (!table || !association) throw notFound("rtbassoc", id);
      if (association.main) {
        throw new AwsError(
          "InvalidParameterValue",
          `cannot disassociate the main route table association ${id}`,
        );
      }
      const associations = table.associations.filter((each) => each !== association);
      call.store.routeTables.put({ ...table, associations });
      return { return: true };
    },
  },
};
