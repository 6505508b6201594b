import type { Route, RouteTable } from "@aws-sdk/client-ec2";
import { canonicalCidr } from "@/lib/domain/connections/cidr";
import type { RouteSeen, RouteTableSeen, RouteTarget } from "@/lib/domain/connections/observed";
import type { AwsSession } from "./client";
import { inParts, mostFilterValues, readPages } from "./paging";
import type { Answer } from "./peering";
import { nameTag, readTags } from "./tags";

/** All route tables of these VPCs, gateway tables included, in pages of 100, up to 200 VPCs a call. */
export async function listRouteTables(
  session: AwsSession,
  vpcIds: Iterable<string>,
): Promise<RouteTableSeen[]> {
  const found: RouteTableSeen[] = [];
  for (const part of inParts(vpcIds, mostFilterValues)) {
    const wanted = new Set(part);
    const tables = await describe(session, "vpc-id", part);
    found.push(...tables.filter((table) => wanted.has(table.vpcId)));
  }
  return found;
}

/** Route tables by id, in pages of 100, up to 200 ids a call; unknown ids are absent. */
export async function findRouteTables(session: AwsSession, ids: Iterable<string>): Promise<RouteTableSeen[]> {
  const found: RouteTableSeen[] = [];
  for (const part of inParts(ids, mostFilterValues)) {
    const wanted = new Set(part);
    const tables = await describe(session, "route-table-id", part);
    found.push(...tables.filter((table) => wanted.has(table.id)));
  }
  return found;
}

/** A resource and its tags, as policies with tag conditions see it. */
export type TaggedResource = { id: string; tags: Record<string, string> };

/** Ids and tags of the route tables of these VPCs, gateways' tables left out. */
export async function listTaggedRouteTables(
  session: AwsSession,
  vpcIds: string[],
): Promise<TaggedResource[]> {
  if (vpcIds.length === 0) return [];
  const items = await describeItems(session, "vpc-id", vpcIds);
  return items.flatMap((item) =>
    item.RouteTableId && readRouteTable(item)?.gatewayIds.length === 0
      ? [{ id: item.RouteTableId, tags: readTags(item.Tags) }]
      : [],
  );
}

async function describe(session: AwsSession, filter: string, values: string[]): Promise<RouteTableSeen[]> {
  const items = await describeItems(session, filter, values);
  return items.flatMap((item) => readRouteTable(item) ?? []);
}

function describeItems(session: AwsSession, filter: string, values: string[]): Promise<RouteTable[]> {
  return readPages(
    (nextToken) =>
      session.read("DescribeRouteTables", (client, sdk) =>
        client.send(
          new sdk.DescribeRouteTablesCommand({
            MaxResults: 100,
            NextToken: nextToken,
            Filters: [{ Name: filter, Values: values }],
          }),
        ),
      ),
    (page) => page.RouteTables,
  );
}

/** Adds a route to a peering. AWS refuses a destination that the table already has. */
export async function createRoute(
  session: AwsSession,
  route: { routeTableId: string; destination: string; peeringId: string },
): Promise<Answer> {
  const answer = await session.write("CreateRoute", (client, sdk, options) =>
    client.send(
      new sdk.CreateRouteCommand({
        RouteTableId: route.routeTableId,
        VpcPeeringConnectionId: route.peeringId,
        ...destinationField(route.destination),
      }),
      options,
    ),
  );
  return { requestId: answer.$metadata.requestId ?? null };
}

/** Deletes the route with exactly this destination, whatever its target: look at the target first. */
export async function deleteRoute(
  session: AwsSession,
  route: { routeTableId: string; destination: string },
): Promise<Answer> {
  const answer = await session.write("DeleteRoute", (client, sdk, options) =>
    client.send(
      new sdk.DeleteRouteCommand({
        RouteTableId: route.routeTableId,
        ...destinationField(route.destination),
      }),
      options,
    ),
  );
  return { requestId: answer.$metadata.requestId ?? null };
}

function destinationField(destination: string) {
  if (destination.startsWith("pl-")) return { DestinationPrefixListId: destination };
  return destination.includes(":")
    ? { DestinationIpv6CidrBlock: destination }
    : { DestinationCidrBlock: destination };
}

function readRouteTable(table: RouteTable): RouteTableSeen | null {
  if (!table.RouteTableId || !table.VpcId) return null;
  const associations = (table.Associations ?? []).filter(
    ({ AssociationState }) => !AssociationState?.State || /^associat(ed|ing)$/.test(AssociationState.State),
  );
  return {
    id: table.RouteTableId,
    vpcId: table.VpcId,
    name: nameTag(readTags(table.Tags)),
    isMain: associations.some(({ Main }) => Main === true),
    subnetIds: associations.flatMap(({ SubnetId }) => SubnetId ?? []),
    gatewayIds: associations.flatMap(({ GatewayId }) => GatewayId ?? []),
    routes: (table.Routes ?? []).flatMap((route) => readRoute(route) ?? []),
  };
}

function readRoute(route: Route): RouteSeen | null {
  const destination =
    route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId;
  if (!destination) return null;
  return {
    destination: canonicalCidr(destination),
    target: readTarget(route),
    state: route.State ?? "active",
    origin: route.Origin ?? "",
  };
}

function readTarget(route: Route): RouteTarget {
  if (route.VpcPeeringConnectionId) return { kind: "peering", id: route.VpcPeeringConnectionId };
  if (route.GatewayId === "local") return { kind: "local" };
  const id =
    route.GatewayId ??
    route.NatGatewayId ??
    route.TransitGatewayId ??
    route.NetworkInterfaceId ??
    route.InstanceId ??
    route.EgressOnlyInternetGatewayId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn;
  return { kind: "other", id: id ?? "unknown" };
}
