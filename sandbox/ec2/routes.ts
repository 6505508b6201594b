import { AwsError } from "../aws-error";
import type { Place, Route, RouteTable, RouteTargetKind } from "../records";
import type { Sandbox } from "../state";
import { placeKey } from "../store";
import type { Call, Operation } from "./call";
import { isIpv6, isPrefixList, readCidr, withinAny } from "./cidr";
import { checkId, notFound } from "./ids";
import { findPeering } from "./peering-lifecycle";
import { isLive, viewAt } from "./peering-view";
import type { Params } from "./query";

export interface ShownRoute extends Route {
  state: "active" | "blackhole";
  origin: "CreateRouteTable" | "CreateRoute";
}

const LOCAL = { kind: "gatewayId", id: "local" } as const;
// Not routable by a VPC (VPC User Guide, route tables).
const RESERVED = ["169.254.168.0/22", "fd00:ec2::/32"];

function localBlocks(sandbox: Sandbox, table: RouteTable): string[] {
  const vpc = sandbox.store.vpcs.get(table.vpcId);
  return [...(vpc?.cidrBlocks ?? []), ...(vpc?.ipv6CidrBlocks ?? [])].map((block) => block.cidrBlock);
}

/** The table as a reader sees it: local routes first, and the state as it is at this moment. */
export function shownRoutes(sandbox: Sandbox, table: RouteTable, now: number): ShownRoute[] {
  const local = localBlocks(sandbox, table).map((destination) => ({
    destination,
    target: LOCAL,
    state: "active" as const,
    origin: "CreateRouteTable" as const,
  }));
  const own = table.routes.map((route) => ({
    ...route,
    state: stateOf(sandbox, route, table, now),
    origin: "CreateRoute" as const,
  }));
  return [...local, ...own];
}

function stateOf(sandbox: Sandbox, route: Route, place: Place, now: number): ShownRoute["state"] {
  if (route.target.kind !== "vpcPeeringConnectionId") return "active";
  const peering = sandbox.store.peerings.get(route.target.id);
  const view = peering && viewAt(sandbox, peering, place, now);
  return view?.status.code === "active" ? "active" : "blackhole";
}

export function findTable(
  call: Pick<Call, "store" | "accountId" | "region">,
  routeTableId: string,
): RouteTable {
  const table = call.store.routeTables.get(routeTableId);
  if (!table || placeKey(table) !== placeKey(call)) throw notFound("rtb", routeTableId);
  return table;
}

const TARGETS: Record<string, RouteTargetKind> = {
  GatewayId: "gatewayId",
  NatGatewayId: "natGatewayId",
  TransitGatewayId: "transitGatewayId",
  VpcPeeringConnectionId: "vpcPeeringConnectionId",
  InstanceId: "instanceId",
  NetworkInterfaceId: "networkInterfaceId",
  EgressOnlyInternetGatewayId: "egressOnlyInternetGatewayId",
};

function readTarget(params: Params): Route["target"] {
  const given = Object.entries(TARGETS).flatMap(([name, kind]) => {
    const id = params.text(name);
    return id ? [{ kind, id }] : [];
  });
  const [target] = given;
  if (!target) throw new AwsError("MissingParameter", "The request must contain exactly one route target");
  if (given.length > 1) {
    throw new AwsError("InvalidParameterCombination", "The request must contain exactly one route target");
  }
  if (target.kind === "vpcPeeringConnectionId") checkId("pcx", target.id);
  else if (!/^[a-z]+-[0-9a-f]{8,17}$/.test(target.id) && target.id !== "local") {
    throw new AwsError("InvalidParameterValue", `Invalid id: "${target.id}"`);
  }
  return target;
}

/** As it was sent, with its family checked; callers that write canonicalise it. */
function readDestination(params: Params): string {
  const ipv4 = params.text("DestinationCidrBlock");
  const ipv6 = params.text("DestinationIpv6CidrBlock");
  const list = params.text("DestinationPrefixListId");
  const given = [ipv4, ipv6, list].filter((each) => each !== undefined);
  const [destination] = given;
  if (!destination)
    throw new AwsError("MissingParameter", "The request must contain exactly one destination");
  if (given.length > 1) {
    throw new AwsError("InvalidParameterCombination", "The request must contain exactly one destination");
  }
  if (list) return checkId("pl", list);
  if (ipv6) readCidr(ipv6, "destinationIpv6CidrBlock", 6);
  else readCidr(destination, "destinationCidrBlock", 4);
  return destination;
}

export const canonicalDestination = (destination: string) =>
  isPrefixList(destination)
    ? destination
    : readCidr(destination, "destinationCidrBlock", isIpv6(destination) ? 6 : 4);

function checkTarget(sandbox: Sandbox, table: RouteTable, route: Route, now: number): void {
  const { destination, target } = route;
  if (!isPrefixList(destination)) {
    if (withinAny(destination, RESERVED)) {
      throw new AwsError("InvalidParameterValue", `The destination CIDR block ${destination} is reserved.`);
    }
    const anyTarget = ["instanceId", "networkInterfaceId", "natGatewayId"].includes(target.kind);
    if (!anyTarget && withinAny(destination, localBlocks(sandbox, table))) {
      throw new AwsError(
        "InvalidParameterValue",
        `The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
      );
    }
  }
  if (target.kind !== "vpcPeeringConnectionId") return;
  const peering = findPeering(sandbox, target.id, table, now);
  if (!isLive(peering)) throw notFound("pcx", target.id);
  if (peering.requester.vpcId !== table.vpcId && peering.accepter.vpcId !== table.vpcId) {
    throw new AwsError(
      "InvalidParameterValue",
      `route table ${table.routeTableId} and network gateway ${target.id} belong to different networks`,
    );
  }
}

/** IPv4 and IPv6 count apart; a prefix list counts with its maximum of entries. */
function checkQuota(sandbox: Sandbox, table: RouteTable, destination: string): void {
  const weigh = (each: string) =>
    isPrefixList(each) ? (sandbox.store.prefixLists.get(each)?.maxEntries ?? 1) : 1;
  const family = (each: string) => isIpv6(each) === isIpv6(destination);
  const present = [...localBlocks(sandbox, table), ...table.routes.map((route) => route.destination)];
  const used = present.filter(family).reduce((sum, each) => sum + weigh(each), 0);
  if (used + weigh(destination) > sandbox.settings.quotas.routesPerTable) {
    throw new AwsError(
      "RouteLimitExceeded",
      `The maximum number of routes has been reached for the route table ${table.routeTableId}.`,
    );
  }
}

export function addRoute(sandbox: Sandbox, table: RouteTable, asked: Route, now: number): void {
  const route = { ...asked, destination: canonicalDestination(asked.destination) };
  if (isPrefixList(route.destination)) {
    const list = sandbox.store.prefixLists.get(route.destination);
    if (!list || placeKey(list) !== placeKey(table)) throw notFound("pl", route.destination);
  }
  checkTarget(sandbox, table, route, now);
  if (table.routes.some((each) => each.destination === route.destination)) {
    throw new AwsError("RouteAlreadyExists", `The route identified by ${route.destination} already exists.`);
  }
  checkQuota(sandbox, table, route.destination);
  sandbox.store.routeTables.put({ ...table, routes: [...table.routes, route] });
}

/** The destination must be written as the table has it: only CreateRoute canonicalises. */
export function replaceRoute(sandbox: Sandbox, table: RouteTable, route: Route, now: number): void {
  if (!table.routes.some((each) => each.destination === route.destination)) {
    throw new AwsError(
      "InvalidParameterValue",
      `There is no route defined for '${route.destination}' in the route table. Use CreateRoute instead.`,
    );
  }
  checkTarget(sandbox, table, route, now);
  const routes = table.routes.map((each) => (each.destination === route.destination ? route : each));
  sandbox.store.routeTables.put({ ...table, routes });
}

export function removeRoute(sandbox: Sandbox, table: RouteTable, destination: string): void {
  if (localBlocks(sandbox, table).includes(destination)) {
    throw new AwsError(
      "InvalidParameterValue",
      `cannot remove local route ${destination} in route table ${table.routeTableId}`,
    );
  }
  const routes = table.routes.filter((route) => route.destination !== destination);
  if (routes.length === table.routes.length) {
    throw new AwsError(
      "InvalidRoute.NotFound",
      `no route with destination-cidr-block ${destination} in route table ${table.routeTableId}`,
    );
  }
  sandbox.store.routeTables.put({ ...table, routes });
}

function permitOnTable(call: Call, action: string): string {
  const id = checkId("rtb", call.params.required("RouteTableId"));
  call.permit(action, [{ arn: call.arn("route-table", id), tags: call.store.routeTables.get(id)?.tags }]);
  return id;
}

export const routeOperations: Record<string, Operation> = {
  CreateRoute: {
    mutates: true,
    run(call) {
      const route = { destination: readDestination(call.params), target: readTarget(call.params) };
      const id = permitOnTable(call, "CreateRoute");
      addRoute(call.sandbox, findTable(call, id), route, call.now);
      return { return: true };
    },
  },
  ReplaceRoute: {
    mutates: true,
    run(call) {
      const route = { destination: readDestination(call.params), target: readTarget(call.params) };
      const id = permitOnTable(call, "ReplaceRoute");
      replaceRoute(call.sandbox, findTable(call, id), route, call.now);
      return { return: true };
    },
  },
  DeleteRoute: {
    mutates: true,
    run(call) {
      const destination = readDestination(call.params);
      const id = permitOnTable(call, "DeleteRoute");
      removeRoute(call.sandbox, findTable(call, id), destination);
      return { return: true };
    },
  },
};
