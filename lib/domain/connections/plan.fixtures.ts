import type { PeeringSeen, PeeringStatus, ProviderFault, RouteTableSeen, VpcInventory } from "./observed";
import { plan } from "./plan";
import { type Attempt, type ConnectionIntent, type Observed, type Plan, tagKeys } from "./plan-types";

export const t0 = new Date("2026-03-01T12:00:00Z");
export const inSeconds = (seconds: number): Date => new Date(t0.getTime() + seconds * 1000);
export const hours = (count: number): number => count * 3600;

export const ourAccount = "111111111111";
export const theirAccount = "222222222222";
export const clusterVpc = "vpc-0c0c0c0c0c0c0c0c0";
export const tenantVpc = "vpc-0d0d0d0d0d0d0d0d0";
export const pcx = "pcx-0a0a0a0a0a0a0a0a0";
export const otherPcx = "pcx-0b0b0b0b0b0b0b0b0";

export function intent(change: Partial<ConnectionIntent> = {}): ConnectionIntent {
  return {
    id: "connection-1",
    installationId: "installation-1",
    organizationId: "acme",
    clusterId: "cluster-1",
    name: "orders",
    requester: { accountId: ourAccount, region: "eu-central-1", vpcId: clusterVpc },
    accepter: { accountId: theirAccount, region: "eu-west-1", vpcId: tenantVpc },
    approvedCidrs: ["10.20.0.0/16"],
    dnsResolution: false,
    state: "queued",
    stateSince: t0,
    wanted: "connected",
    ending: null,
    peeringId: null,
    adoptPeeringId: null,
    sentAt: null,
    expirationTime: null,
    held: null,
    mode: "act",
    withdrawAfterMs: 72 * 3600_000,
    remindBeforeMs: 24 * 3600_000,
    turn: { now: true },
    attempts: [],
    memory: {},
    ...change,
  };
}

export const ourTags = {
  [tagKeys.installation]: "installation-1",
  [tagKeys.connection]: "connection-1",
};

export function peering(status: PeeringStatus, change: Partial<PeeringSeen> = {}): PeeringSeen {
  const active = status === "active";
  return {
    id: pcx,
    status,
    statusMessage: status === "active" ? "Active" : "",
    requester: {
      accountId: ourAccount,
      vpcId: clusterVpc,
      region: "eu-central-1",
      cidrBlocks: ["10.0.0.0/16"],
      ipv6CidrBlocks: [],
      dnsResolutionFromRemote: active ? false : null,
    },
    accepter: {
      accountId: theirAccount,
      vpcId: tenantVpc,
      region: "eu-west-1",
      cidrBlocks: active ? ["10.20.0.0/16"] : [],
      ipv6CidrBlocks: [],
      dnsResolutionFromRemote: active ? false : null,
    },
    expirationTime: status === "pending-acceptance" ? inSeconds(hours(168)) : null,
    tags: ourTags,
    ...change,
  };
}

export function reversed(status: PeeringStatus, id = otherPcx): PeeringSeen {
  const seen = peering(status, { id, tags: {} });
  return { ...seen, requester: seen.accepter, accepter: seen.requester };
}

export function table(id: string, change: Partial<RouteTableSeen> = {}): RouteTableSeen {
  return {
    id,
    vpcId: clusterVpc,
    name: null,
    isMain: false,
    subnetIds: [`subnet-${id}`],
    gatewayIds: [],
    routes: [
      { destination: "10.0.0.0/16", target: { kind: "local" }, state: "active", origin: "CreateRouteTable" },
    ],
    ...change,
  };
}

export function withRoute(
  base: RouteTableSeen,
  destination: string,
  target: string,
  state = "active",
): RouteTableSeen {
  const route = {
    destination,
    target: target.startsWith("pcx-")
      ? ({ kind: "peering", id: target } as const)
      : ({ kind: "other", id: target } as const),
    state,
    origin: "CreateRoute",
  };
  return { ...base, routes: [...base.routes, route] };
}

export const vpc: VpcInventory = {
  vpcId: clusterVpc,
  accountId: ourAccount,
  region: "eu-central-1",
  name: "cluster",
  cidrBlocks: ["10.0.0.0/16"],
  ipv6CidrBlocks: [],
  dnsSupport: true,
  dnsHostnames: true,
  subnets: [{ id: "subnet-rtb-1", cidrBlock: "10.0.0.0/24", availabilityZone: "eu-central-1a", name: null }],
  tags: {},
};

export function look(at: Date, peerings: PeeringSeen[], change: Partial<Observed> = {}): Observed {
  return {
    at,
    peerings,
    pairSearched: true,
    peeringSearched: true,
    routeTables: [table("rtb-1")],
    vpc,
    ...change,
  };
}

/** One describe by id: nothing else is read. */
export function glance(at: Date, peerings: PeeringSeen[]): Observed {
  return look(at, peerings, { pairSearched: false, routeTables: null });
}

export function fault(code: string, message = ""): ProviderFault {
  return { code, message, requestId: "req-1", action: "CreateVpcPeeringConnection" };
}

export function attempt(
  stepKey: string,
  outcome: Attempt["outcome"],
  startedAt: Date,
  more: Partial<Attempt> = {},
): Attempt {
  return {
    stepKey,
    outcome,
    startedAt,
    deadline: new Date(startedAt.getTime() + 15_000),
    finishedAt: outcome === "open" || outcome === "unknown" ? null : new Date(startedAt.getTime() + 1000),
    peeringId: null,
    fault: null,
    ...more,
  };
}

/** Plans again with what the first plan left behind, as the worker would. */
export function follow(
  base: ConnectionIntent,
  made: Plan,
  change: Partial<ConnectionIntent> = {},
): ConnectionIntent {
  return {
    ...base,
    state: made.state,
    ending: made.ending,
    wanted: made.ending ? "gone" : base.wanted,
    peeringId: made.peeringId,
    expirationTime: made.expirationTime,
    memory: JSON.parse(JSON.stringify(made.memory)),
    ...change,
  };
}

export const kinds = (made: Plan): string[] => made.steps.map((step) => step.kind);
export const planAt = (what: ConnectionIntent, seen: Observed): Plan => plan(what, seen, seen.at);

/** An invitation that was sent. */
export const pending = intent({ state: "awaiting-acceptance", peeringId: pcx, sentAt: t0 });
/** A connection that was active when last seen. */
export const active = intent({
  state: "active",
  peeringId: pcx,
  sentAt: t0,
  memory: { lastStatus: "active", accepted: true, routesSeen: ["rtb-1|10.20.0.0/16"] },
});
export const routed = [withRoute(table("rtb-1"), "10.20.0.0/16", pcx)];
