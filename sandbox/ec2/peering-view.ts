import type { Peering, PeeringCode, PeeringParty, PeeringStatus, Place, Side, Tags } from "../records";
import type { Sandbox } from "../state";
import { placeKey } from "../store";
import { items, type XmlNode } from "../xml";

const HOUR_MS = 3_600_000;
const SHORT_MS = 2 * HOUR_MS;
export const LONG_MS = 48 * HOUR_MS;

/** One side's picture of a connection; the two sides need not agree at a given moment. */
export interface PeeringView {
  readonly peering: Peering;
  readonly side: Side;
  readonly status: PeeringStatus;
}

export const latest = (peering: Peering): PeeringStatus => peering.history.at(-1) as PeeringStatus;
export const codeOf = (peering: Peering): PeeringCode => latest(peering).code;

const LIVE: readonly PeeringCode[] = ["initiating-request", "pending-acceptance", "provisioning", "active"];
export const isLive = (peering: Peering) => LIVE.includes(codeOf(peering));
export const isUnaccepted = (code: PeeringCode) =>
  code === "initiating-request" || code === "pending-acceptance";
export const isConnected = (code: PeeringCode) => code === "provisioning" || code === "active";

const samePlace = (peering: Peering) => placeKey(peering.requester) === placeKey(peering.accepter);
export const sameRegion = (peering: Peering) => peering.requester.region === peering.accepter.region;

export function sideAt(peering: Peering, place: Place): Side | undefined {
  if (placeKey(peering.requester) === placeKey(place)) return "requester";
  return placeKey(peering.accepter) === placeKey(place) ? "accepter" : undefined;
}

/** How long an ended connection stays visible to one side (VPC Peering Guide, connection lifecycle). */
function visibleMs(peering: Peering, side: Side, status: PeeringStatus): number {
  const sameAccount = peering.requester.accountId === peering.accepter.accountId;
  switch (status.code) {
    case "failed":
      return side === "requester" ? SHORT_MS : 0;
    case "expired":
      return LONG_MS;
    case "rejected":
      return sameAccount || side === "accepter" ? SHORT_MS : LONG_MS;
    case "deleted":
      return sameAccount || deleterOf(peering) === side ? SHORT_MS : LONG_MS;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** The timer that ends `deleting` has no actor; the call that began it has. */
function deleterOf(peering: Peering): Side | undefined {
  return peering.history.findLast((status) => status.code.startsWith("delet") && status.actor)?.actor;
}

/** What the account sees in this Region, or undefined: not there yet, never there, or forgotten. */
export function viewAt(
  sandbox: Sandbox,
  peering: Peering,
  place: Place,
  now: number,
): PeeringView | undefined {
  const side = sideAt(peering, place);
  if (!side) return undefined;
  const lagMs = samePlace(peering) ? 0 : sandbox.settings.delays.viewLagMs;
  const seen = (status: PeeringStatus) => status.actor === side || status.at + lagMs <= now;
  const status = peering.history.findLast(seen);
  // The accepter's view is born with the pending request; a request that failed before has none.
  const born =
    side === "requester" || peering.history.some((each) => each.code === "pending-acceptance" && seen(each));
  if (!status || !born || now >= status.at + visibleMs(peering, side, status)) return undefined;
  return { peering, side, status };
}

export function viewsAt(sandbox: Sandbox, place: Place, now: number): PeeringView[] {
  return sandbox.store.peerings
    .by("place", placeKey(place))
    .flatMap((peering) => viewAt(sandbox, peering, place, now) ?? []);
}

export const tagsOf = (view: PeeringView): Tags => view.peering[view.side].tags;

export function expirationOf(view: PeeringView): string | undefined {
  if (!isUnaccepted(view.status.code)) return undefined;
  return new Date(Math.floor(view.peering.expiresAt / 1000) * 1000).toISOString();
}

/** The blocks of one party as this view shows them: the accepter's stay hidden until the connection is active. */
export function shownBlocks(sandbox: Sandbox, view: PeeringView, side: Side) {
  const shown = side === "requester" || view.status.code === "active" || view.status.code === "deleting";
  return shown ? blocksOf(sandbox, view.peering[side]) : { ipv4: [], ipv6: [] };
}

export function blocksOf(sandbox: Sandbox, party: PeeringParty): { ipv4: string[]; ipv6: string[] } {
  const vpc = sandbox.store.vpcs.get(party.vpcId);
  if (!vpc || placeKey(vpc) !== placeKey(party)) {
    return { ipv4: [...party.cidrBlocks], ipv6: [...party.ipv6CidrBlocks] };
  }
  return {
    ipv4: vpc.cidrBlocks.map((block) => block.cidrBlock),
    ipv6: vpc.ipv6CidrBlocks.map((block) => block.cidrBlock),
  };
}

export const tagSet = (tags: Tags): XmlNode =>
  items(Object.entries(tags).map(([key, value]) => ({ key, value })));

export const peeringOptions = (party: PeeringParty): XmlNode => ({
  allowDnsResolutionFromRemoteVpc: party.allowDnsResolutionFromRemoteVpc,
  allowEgressFromLocalClassicLinkToRemoteVpc: false,
  allowEgressFromLocalVpcToRemoteClassicLink: false,
});

function partyXml(sandbox: Sandbox, view: PeeringView, side: Side): XmlNode {
  const party = view.peering[side];
  const { ipv4, ipv6 } = shownBlocks(sandbox, view, side);
  const shown = ipv4.length + ipv6.length > 0;
  return {
    cidrBlock: ipv4[0],
    cidrBlockSet: shown ? items(ipv4.map((cidrBlock) => ({ cidrBlock }))) : undefined,
    ipv6CidrBlockSet: ipv6.length > 0 ? items(ipv6.map((ipv6CidrBlock) => ({ ipv6CidrBlock }))) : undefined,
    ownerId: party.accountId,
    peeringOptions: shown ? peeringOptions(party) : undefined,
    vpcId: party.vpcId,
    region: party.region,
  };
}

export function peeringXml(sandbox: Sandbox, view: PeeringView): XmlNode {
  return {
    vpcPeeringConnectionId: view.peering.vpcPeeringConnectionId,
    requesterVpcInfo: partyXml(sandbox, view, "requester"),
    accepterVpcInfo: partyXml(sandbox, view, "accepter"),
    status: { code: view.status.code, message: view.status.message },
    expirationTime: expirationOf(view),
    tagSet: tagSet(tagsOf(view)),
  };
}
