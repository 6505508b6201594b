import { normalizeCidr } from "cidr-tools";
import { newId } from "./ec2/ids";
import { canonicalDestination } from "./ec2/routes";
import { makeBlock, makeMainTable } from "./ec2/vpcs";
import type { Peering, Route, RouteTable, RouteTargetKind, Vpc } from "./records";
import type { Sandbox } from "./state";
import {
  uniqueId,
  type World,
  type WorldAccount,
  type WorldPeering,
  type WorldRoute,
  type WorldRouteTable,
  type WorldVpc,
} from "./world";

/** A description that does not hang together; the message names the place. */
export class WorldError extends Error {}

export type Added = Record<
  "accounts" | "credentials" | "roles" | "vpcs" | "subnets" | "routeTables" | "prefixLists" | "peerings",
  number
>;

/** Adds what is missing; whatever exists by its id stays as it is, so that it can be sent again at every start. */
export function mergeWorld(sandbox: Sandbox, world: World, now: number): Added {
  const { store } = sandbox;
  const before = sizes(sandbox);
  if (world.quotas) sandbox.change({ quotas: world.quotas });
  for (const account of world.accounts ?? []) mergeAccount(sandbox, account);
  for (const peering of world.peerings ?? []) {
    if (!store.peerings.get(peering.vpcPeeringConnectionId))
      store.peerings.put(makePeering(sandbox, peering, now));
  }
  const after = sizes(sandbox);
  for (const name of Object.keys(after) as (keyof Added)[]) after[name] -= before[name];
  return after;
}

function sizes({ store }: Sandbox): Added {
  return {
    accounts: store.accounts.size,
    credentials: store.credentials.size,
    roles: store.roles.size,
    vpcs: store.vpcs.size,
    subnets: store.subnets.size,
    routeTables: store.routeTables.size,
    prefixLists: store.prefixLists.size,
    peerings: store.peerings.size,
  };
}

function mergeAccount({ store }: Sandbox, account: WorldAccount): void {
  const { accountId, name } = account;
  if (!store.accounts.get(accountId)) store.accounts.put({ accountId, name });
  for (const given of account.credentials ?? []) {
    if (store.credentials.get(given.accessKeyId)) continue;
    const principal = given.principal ?? `arn:aws:iam::${accountId}:user/admin`;
    const userId = uniqueId("AIDA", principal);
    store.credentials.put({ ...given, accountId, principal, userId, deny: given.deny ?? [] });
  }
  for (const given of account.roles ?? []) {
    const key = `${accountId}/${given.roleName}`;
    if (store.roles.get(key)) continue;
    store.roles.put({ ...given, accountId, roleId: uniqueId("AROA", key), deny: given.deny ?? [] });
  }
  for (const given of account.prefixLists ?? []) {
    if (store.prefixLists.get(given.prefixListId)) continue;
    store.prefixLists.put({
      ...given,
      accountId,
      cidrBlocks: given.cidrBlocks ?? [],
      tags: given.tags ?? {},
    });
  }
  for (const given of account.vpcs ?? []) mergeVpc({ store }, accountId, given);
}

function mergeVpc({ store }: Pick<Sandbox, "store">, accountId: string, given: WorldVpc): void {
  const { vpcId, region } = given;
  const vpc: Vpc = store.vpcs.get(vpcId) ?? {
    vpcId,
    accountId,
    region,
    cidrBlocks: given.cidrBlocks.map((block) => makeBlock(normalizeCidr(block))),
    ipv6CidrBlocks: (given.ipv6CidrBlocks ?? []).map((block) => makeBlock(normalizeCidr(block))),
    enableDnsSupport: given.enableDnsSupport ?? true,
    enableDnsHostnames: given.enableDnsHostnames ?? false,
    tags: given.tags ?? {},
  };
  if (vpc.accountId !== accountId || vpc.region !== region) {
    throw new WorldError(`${vpcId} already belongs to account ${vpc.accountId} in ${vpc.region}.`);
  }
  if (!store.vpcs.get(vpcId)) store.vpcs.put(vpc);
  for (const subnet of given.subnets ?? []) {
    if (store.subnets.get(subnet.subnetId)) continue;
    store.subnets.put({ ...subnet, accountId, region, vpcId, tags: subnet.tags ?? {} });
  }
  for (const table of given.routeTables ?? []) {
    if (!store.routeTables.get(table.routeTableId)) store.routeTables.put(makeTable(store, vpc, table));
  }
  const tables = store.routeTables.by("vpc", vpcId);
  const mains = tables.filter((table) => table.associations.some((association) => association.main));
  if (mains.length > 1) throw new WorldError(`${vpcId} has more than one main route table.`);
  if (mains.length === 0) store.routeTables.put(makeMainTable(vpc));
}

function makeTable(store: Sandbox["store"], vpc: Vpc, given: WorldRouteTable): RouteTable {
  for (const subnetId of given.subnetIds ?? []) {
    if (store.subnets.get(subnetId)?.vpcId === vpc.vpcId) continue;
    throw new WorldError(`${given.routeTableId} names ${subnetId}, which is no subnet of ${vpc.vpcId}.`);
  }
  const association = () => ({ associationId: newId("rtbassoc"), main: false });
  return {
    routeTableId: given.routeTableId,
    accountId: vpc.accountId,
    region: vpc.region,
    vpcId: vpc.vpcId,
    associations: [
      ...(given.main ? [{ ...association(), main: true }] : []),
      ...(given.subnetIds ?? []).map((subnetId) => ({ ...association(), subnetId })),
      ...(given.gatewayIds ?? []).map((gatewayId) => ({ ...association(), gatewayId })),
    ],
    routes: (given.routes ?? []).map(readRoute),
    tags: given.tags ?? {},
  };
}

/** A route of a description or of a control call: destination and exactly one target. */
export function readRoute(given: WorldRoute): Route {
  const { destination, ...targets } = given;
  const named = Object.entries(targets).filter((entry): entry is [RouteTargetKind, string] =>
    Boolean(entry[1]),
  );
  const [target] = named;
  if (!target || named.length > 1)
    throw new WorldError(`The route to ${destination} needs exactly one target.`);
  return { destination: canonicalDestination(destination), target: { kind: target[0], id: target[1] } };
}

function makePeering({ store, settings }: Sandbox, given: WorldPeering, now: number): Peering {
  const party = (vpcId: string, tags = {}, allowDnsResolutionFromRemoteVpc = false) => {
    const vpc = store.vpcs.get(vpcId);
    if (!vpc)
      throw new WorldError(`${given.vpcPeeringConnectionId} names ${vpcId}, which is not in the world.`);
    const { accountId, region } = vpc;
    const cidrBlocks = vpc.cidrBlocks.map((block) => block.cidrBlock);
    const ipv6CidrBlocks = vpc.ipv6CidrBlocks.map((block) => block.cidrBlock);
    return { accountId, region, vpcId, cidrBlocks, ipv6CidrBlocks, allowDnsResolutionFromRemoteVpc, tags };
  };
  const accepter = party(given.accepterVpcId, given.accepterTags, given.accepterAllowDnsResolution);
  const at = now - settings.delays.viewLagMs;
  const expiresAt = now + 168 * 3_600_000;
  const pending = {
    code: "pending-acceptance",
    message: `Pending Acceptance by ${accepter.accountId}`,
    at,
  } as const;
  const active = given.state === "active" ? [{ code: "active", message: "Active", at } as const] : [];
  return {
    vpcPeeringConnectionId: given.vpcPeeringConnectionId,
    requester: party(given.requesterVpcId, given.requesterTags, given.requesterAllowDnsResolution),
    accepter,
    history: [pending, ...active],
    expiresAt,
    dueAt: given.state === "active" ? null : expiresAt,
  };
}
