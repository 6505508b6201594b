import { settle } from "./ec2/peering-lifecycle";
import { latest } from "./ec2/peering-view";
import { shownRoutes } from "./ec2/routes";
import type { Peering, PeeringParty, RouteTable, Vpc } from "./records";
import type { Sandbox } from "./state";

const time = (ms: number) => new Date(ms).toISOString();

export function describeTable(sandbox: Sandbox, table: RouteTable, now: number) {
  return {
    routeTableId: table.routeTableId,
    main: table.associations.some((association) => association.main),
    subnetIds: table.associations.flatMap((association) => association.subnetId ?? []),
    gatewayIds: table.associations.flatMap((association) => association.gatewayId ?? []),
    tags: table.tags,
    routes: shownRoutes(sandbox, table, now).map(({ destination, target, state, origin }) => ({
      destination,
      [target.kind]: target.id,
      state,
      origin,
    })),
  };
}

export function describeVpc(sandbox: Sandbox, vpc: Vpc, now: number) {
  const { subnets, routeTables } = sandbox.store;
  return {
    vpcId: vpc.vpcId,
    region: vpc.region,
    cidrBlocks: vpc.cidrBlocks.map((block) => block.cidrBlock),
    ipv6CidrBlocks: vpc.ipv6CidrBlocks.map((block) => block.cidrBlock),
    enableDnsSupport: vpc.enableDnsSupport,
    enableDnsHostnames: vpc.enableDnsHostnames,
    tags: vpc.tags,
    subnets: subnets.by("vpc", vpc.vpcId).map(({ subnetId, cidrBlock, availabilityZone, tags }) => ({
      subnetId,
      cidrBlock,
      availabilityZone,
      tags,
    })),
    routeTables: routeTables.by("vpc", vpc.vpcId).map((table) => describeTable(sandbox, table, now)),
  };
}

const describeParty = ({ accountId, region, ...party }: PeeringParty) => ({ accountId, region, ...party });

/** The truth, which either account may see only in part. */
export function describePeering(peering: Peering) {
  const { code, message } = latest(peering);
  return {
    vpcPeeringConnectionId: peering.vpcPeeringConnectionId,
    code,
    message,
    expiresAt: time(peering.expiresAt),
    requester: describeParty(peering.requester),
    accepter: describeParty(peering.accepter),
    history: peering.history.map((status) => ({ ...status, at: time(status.at) })),
  };
}

export function describeWorld(sandbox: Sandbox) {
  const { store, clock, settings } = sandbox;
  const now = clock.now();
  settle(sandbox, now);
  return {
    clock: clock.describe(),
    settings,
    accounts: store.accounts.all().map(({ accountId, name }) => ({
      accountId,
      name,
      credentials: store.credentials
        .by("account", accountId)
        .filter((credential) => !credential.session)
        .map(({ accountId: _, userId: __, ...credential }) => credential),
      roles: store.roles.by("account", accountId).map(({ accountId: _, roleId: __, ...role }) => role),
      prefixLists: store.prefixLists
        .all()
        .filter((list) => list.accountId === accountId)
        .map(({ accountId: _, ...list }) => list),
      vpcs: store.vpcs.by("account", accountId).map((vpc) => describeVpc(sandbox, vpc, now)),
    })),
    peerings: store.peerings.all().map(describePeering),
  };
}
