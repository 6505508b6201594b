import { AwsError } from "../aws-error";
import type { Peering, PeeringCode, PeeringStatus, Place, Side, Tags, Vpc } from "../records";
import type { Sandbox } from "../state";
import { pairKey, placeKey } from "../store";
import { overlapsAny } from "./cidr";
import { newId, notFound } from "./ids";
import {
  blocksOf,
  codeOf,
  isConnected,
  isLive,
  isUnaccepted,
  LONG_MS,
  latest,
  sameRegion,
  sideAt,
  viewAt,
} from "./peering-view";

const EXPIRY_MS = 168 * 3_600_000;
const FAILED = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range";

const allBlocks = (vpc: Vpc) => [...vpc.cidrBlocks, ...vpc.ipv6CidrBlocks].map((block) => block.cidrBlock);

function transition(sandbox: Sandbox, peering: Peering, status: PeeringStatus): Peering {
  const { provisioningMs, deletingMs, initiatingMs, viewLagMs } = sandbox.settings.delays;
  const due: Record<PeeringCode, number | null> = {
    "initiating-request": status.at + initiatingMs,
    "pending-acceptance": peering.expiresAt,
    provisioning: status.at + provisioningMs,
    active: null,
    deleting: status.at + deletingMs,
    failed: status.at + LONG_MS + viewLagMs,
    expired: status.at + LONG_MS + viewLagMs,
    rejected: status.at + LONG_MS + viewLagMs,
    deleted: status.at + LONG_MS + viewLagMs,
  };
  const next = { ...peering, history: [...peering.history, status], dueAt: due[status.code] };
  sandbox.store.peerings.put(next);
  return next;
}

/** Carries out every timer that is due, each at its own moment. Runs before every call. */
export function settle(sandbox: Sandbox, now: number): void {
  for (const timed of sandbox.store.peerings.by("timed", "yes")) {
    let peering: Peering | undefined = timed;
    while (peering && peering.dueAt !== null && peering.dueAt <= now) {
      peering = step(sandbox, peering, peering.dueAt);
    }
  }
}

function step(sandbox: Sandbox, peering: Peering, at: number): Peering | undefined {
  switch (codeOf(peering)) {
    case "initiating-request":
      return transition(sandbox, peering, resolvePeer(sandbox, peering, at));
    case "pending-acceptance":
      return transition(sandbox, peering, { code: "expired", message: "Expired", at });
    case "provisioning":
      return transition(sandbox, peering, { code: "active", message: "Active", at });
    case "deleting": {
      const deleter = peering[latest(peering).actor ?? "requester"].accountId;
      return transition(sandbox, peering, { code: "deleted", message: `Deleted by ${deleter}`, at });
    }
    default:
      sandbox.store.peerings.delete(peering.vpcPeeringConnectionId);
      return undefined;
  }
}

/** EC2 looks at the other side only after it has answered: a wrong peer is no error of the call. */
function resolvePeer(sandbox: Sandbox, peering: Peering, at: number): PeeringStatus {
  const requester = sandbox.store.vpcs.get(peering.requester.vpcId);
  const accepter = sandbox.store.vpcs.get(peering.accepter.vpcId);
  const good =
    requester &&
    accepter &&
    placeKey(accepter) === placeKey(peering.accepter) &&
    !allBlocks(accepter).some((block) => overlapsAny(block, allBlocks(requester)));
  if (!good) return { code: "failed", message: FAILED, at };
  return { code: "pending-acceptance", message: `Pending Acceptance by ${peering.accepter.accountId}`, at };
}

export interface PeeringRequest {
  vpc: Vpc;
  peerVpcId: string;
  peerOwnerId: string;
  peerRegion: string;
  tags: Tags;
}

/** The same ordered pair again gives the live connection back, unchanged; a reversed pair is a new one. */
export function createPeering(sandbox: Sandbox, request: PeeringRequest, now: number): Peering {
  const { vpc, peerVpcId, peerOwnerId, peerRegion, tags } = request;
  const existing = sandbox.store.peerings
    .by("pair", pairKey(vpc.vpcId, peerVpcId))
    .find(
      (each) =>
        isLive(each) && each.accepter.accountId === peerOwnerId && each.accepter.region === peerRegion,
    );
  if (existing) return existing;
  const outstanding = sandbox.store.peerings
    .by("requesterPlace", placeKey(vpc))
    .filter((each) => isUnaccepted(codeOf(each)));
  if (outstanding.length >= sandbox.settings.quotas.outstandingPeeringsPerRegion) {
    throw new AwsError(
      "OutstandingVpcPeeringConnectionLimitExceeded",
      "You've reached the limit on the number of outstanding VPC peering connection requests for your account.",
    );
  }
  const peer = { cidrBlocks: [], ipv6CidrBlocks: [], allowDnsResolutionFromRemoteVpc: false, tags: {} };
  const peering: Peering = {
    vpcPeeringConnectionId: newId("pcx"),
    requester: {
      accountId: vpc.accountId,
      region: vpc.region,
      vpcId: vpc.vpcId,
      cidrBlocks: vpc.cidrBlocks.map((block) => block.cidrBlock),
      ipv6CidrBlocks: vpc.ipv6CidrBlocks.map((block) => block.cidrBlock),
      allowDnsResolutionFromRemoteVpc: false,
      tags,
    },
    accepter: { ...peer, accountId: peerOwnerId, region: peerRegion, vpcId: peerVpcId },
    history: [],
    expiresAt: now + EXPIRY_MS,
    dueAt: null,
  };
  const message = `Initiating Request to ${peerOwnerId}`;
  return transition(sandbox, peering, { code: "initiating-request", message, at: now, actor: "requester" });
}

/** The connection as this account and Region may act on it, else NotFound. */
export function findPeering(sandbox: Sandbox, id: string, place: Place, now: number): Peering {
  const peering = sandbox.store.peerings.get(id);
  if (!peering || !viewAt(sandbox, peering, place, now)) throw notFound("pcx", id);
  return peering;
}

function refuseTransition(peering: Peering, to: PeeringCode): AwsError {
  return new AwsError(
    "InvalidStateTransition",
    `Invalid state transition for ${peering.vpcPeeringConnectionId}, attempted to transition from ${codeOf(peering)} to ${to}`,
  );
}

function checkAccepter(peering: Peering, place: Place, verb: "accept" | "reject"): void {
  const { accepter, vpcPeeringConnectionId: id } = peering;
  if (accepter.accountId !== place.accountId) {
    throw new AwsError("OperationNotPermitted", `User ${place.accountId} cannot ${verb} peering ${id}`);
  }
  if (accepter.region !== place.region) {
    throw new AwsError(
      "OperationNotPermitted",
      `Incorrect region (${place.region}) specified for this request. VPC peering connection ${id} must be ${verb}ed in region ${accepter.region}`,
    );
  }
}

export function acceptPeering(sandbox: Sandbox, peering: Peering, place: Place, now: number): Peering {
  checkAccepter(peering, place, "accept");
  if (codeOf(peering) !== "pending-acceptance") throw refuseTransition(peering, "provisioning");
  const { requester, accepter } = peering;
  const { peerings } = sandbox.store;
  const ofPair = [
    ...peerings.by("pair", pairKey(requester.vpcId, accepter.vpcId)),
    ...peerings.by("pair", pairKey(accepter.vpcId, requester.vpcId)),
  ];
  const other = ofPair.find((each) => each !== peering && isConnected(codeOf(each)));
  if (other) {
    throw new AwsError(
      "VpcPeeringConnectionAlreadyExists",
      `A VPC peering connection (${other.vpcPeeringConnectionId}) already exists between these VPCs.`,
    );
  }
  for (const { vpcId } of [requester, accepter]) {
    const active = peerings.by("vpc", vpcId).filter((each) => isConnected(codeOf(each)));
    if (active.length < sandbox.settings.quotas.activePeeringsPerVpc) continue;
    throw new AwsError(
      "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
      `You've reached the limit on the number of active VPC peering connections for the VPC ${vpcId}.`,
    );
  }
  const { ipv4, ipv6 } = blocksOf(sandbox, accepter);
  const accepted = { ...peering, accepter: { ...accepter, cidrBlocks: ipv4, ipv6CidrBlocks: ipv6 } };
  const status = { code: "provisioning", message: "Provisioning", at: now, actor: "accepter" } as const;
  return transition(sandbox, accepted, status);
}

export function rejectPeering(sandbox: Sandbox, peering: Peering, place: Place, now: number): Peering {
  checkAccepter(peering, place, "reject");
  if (codeOf(peering) !== "pending-acceptance") throw refuseTransition(peering, "rejected");
  const message = `Rejected by ${place.accountId}`;
  return transition(sandbox, peering, { code: "rejected", message, at: now, actor: "accepter" });
}

export function deletePeering(sandbox: Sandbox, peering: Peering, place: Place, now: number): Peering {
  const code = codeOf(peering);
  if (code !== "active" && code !== "pending-acceptance") throw refuseTransition(peering, "deleting");
  const side = sideAt(peering, place);
  if (!side || (side === "accepter" && code === "pending-acceptance")) {
    throw new AwsError(
      "OperationNotPermitted",
      `User ${place.accountId} cannot delete peering ${peering.vpcPeeringConnectionId} before it is accepted`,
    );
  }
  return end(sandbox, peering, side, now);
}

function end(sandbox: Sandbox, peering: Peering, actor: Side, at: number): Peering {
  if (!sameRegion(peering) && codeOf(peering) === "active") {
    return transition(sandbox, peering, { code: "deleting", message: "Deleting", at, actor });
  }
  const message = `Deleted by ${peering[actor].accountId}`;
  return transition(sandbox, peering, { code: "deleted", message, at, actor });
}

/** Ends a pending request before its time. */
export function expirePeering(sandbox: Sandbox, peering: Peering, now: number): Peering {
  if (codeOf(peering) !== "pending-acceptance") throw refuseTransition(peering, "expired");
  return transition(sandbox, peering, { code: "expired", message: "Expired", at: now });
}

export function failPeering(sandbox: Sandbox, peering: Peering, now: number): Peering {
  return transition(sandbox, peering, { code: "failed", message: FAILED, at: now });
}

/** What deleting a VPC does to its connections; a received request that still waits forbids it. */
export function endPeeringsOf(sandbox: Sandbox, vpc: Vpc, now: number): void {
  const live = sandbox.store.peerings.by("vpc", vpc.vpcId).filter(isLive);
  const received = live.find(
    (each) => each.accepter.vpcId === vpc.vpcId && codeOf(each) === "pending-acceptance",
  );
  if (received) {
    throw new AwsError(
      "DependencyViolation",
      `The vpc '${vpc.vpcId}' has dependencies and cannot be deleted: ${received.vpcPeeringConnectionId} is pending acceptance.`,
    );
  }
  for (const peering of live) {
    const side = peering.requester.vpcId === vpc.vpcId ? "requester" : "accepter";
    if (side === "requester" || isConnected(codeOf(peering))) end(sandbox, peering, side, now);
  }
}
