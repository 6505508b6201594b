import type {
  Filter,
  VpcPeeringConnectionVpcInfo as VpcInfo,
  VpcPeeringConnection,
} from "@aws-sdk/client-ec2";
import { canonicalCidr } from "@/lib/domain/connections/cidr";
import type { PeeringSeen, PeeringSide, PeeringStatus } from "@/lib/domain/connections/observed";
import { ProviderError } from "../provider-error";
import type { AwsSession } from "./client";
import { inParts, mostFilterValues, readPages } from "./paging";
import { readTags, writeTags } from "./tags";

/** Two VPCs, one on each side; which asked does not matter to a search. */
export type VpcPair = { vpcId: string; peerVpcId: string };

/** What a mutating call answered with, besides its effect. */
export type Answer = { requestId: string | null };

const describeAction = "DescribeVpcPeeringConnections";

/** Every peering that the account and Region can see, ended ones included, in pages of 1,000. */
export async function listPeerings(session: AwsSession): Promise<PeeringSeen[]> {
  return describe(session, []);
}

/**
 * Peerings by id, up to 200 a call. It asks by filter: an unknown id in a list of ids would fail the whole call, in a
 * filter it is just absent.
 */
export async function findPeeringsById(session: AwsSession, ids: Iterable<string>): Promise<PeeringSeen[]> {
  const found: PeeringSeen[] = [];
  for (const part of inParts(ids, mostFilterValues)) {
    const wanted = new Set(part);
    const seen = await describe(session, [{ Name: "vpc-peering-connection-id", Values: part }]);
    found.push(...seen.filter((peering) => wanted.has(peering.id)));
  }
  return found;
}

/** Peerings between any of the pairs, whichever side asked, in two calls for each 100 pairs. */
export async function findPeeringsOfPairs(
  session: AwsSession,
  pairs: Iterable<VpcPair>,
): Promise<PeeringSeen[]> {
  const found = new Map<string, PeeringSeen>();
  for (const part of inParts(pairs, mostFilterValues / 2)) {
    const wanted = new Set(part.map(({ vpcId, peerVpcId }) => pairKey(vpcId, peerVpcId)));
    const ours = [...new Set(part.map(({ vpcId }) => vpcId))];
    const theirs = [...new Set(part.map(({ peerVpcId }) => peerVpcId))];
    for (const [requester, accepter] of [[ours, theirs] as const, [theirs, ours] as const]) {
      const seen = await describe(session, [
        { Name: "requester-vpc-info.vpc-id", Values: requester },
        { Name: "accepter-vpc-info.vpc-id", Values: accepter },
      ]);
      // The filters ask for every combination, and some EC2-compatible services ignore filters.
      for (const peering of seen) {
        if (wanted.has(pairKey(peering.requester.vpcId, peering.accepter.vpcId)))
          found.set(peering.id, peering);
      }
    }
  }
  return [...found.values()];
}

/** Names a pair of VPCs regardless of direction. */
export function pairKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

async function describe(session: AwsSession, filters: Filter[]): Promise<PeeringSeen[]> {
  const items = await readPages(
    (nextToken) =>
      session.read(describeAction, (client, sdk) =>
        client.send(
          new sdk.DescribeVpcPeeringConnectionsCommand({
            MaxResults: 1000,
            NextToken: nextToken,
            ...(filters.length > 0 ? { Filters: filters } : {}),
          }),
        ),
      ),
    (page) => page.VpcPeeringConnections,
  );
  return items.flatMap((item) => readPeering(item) ?? []);
}

export type PeeringRequest = {
  vpcId: string;
  peerAccountId: string;
  peerVpcId: string;
  peerRegion: string;
  tags: Record<string, string>;
};

/**
 * Asks for a peering, once. AWS takes no client token here, and answers a repeated request for a live pair with the
 * peering that exists: compare its tags before calling it ours.
 */
export async function createPeering(
  session: AwsSession,
  request: PeeringRequest,
): Promise<Answer & { peering: PeeringSeen }> {
  const action = "CreateVpcPeeringConnection";
  const answer = await session.write(action, (client, sdk, options) =>
    client.send(
      new sdk.CreateVpcPeeringConnectionCommand({
        VpcId: request.vpcId,
        PeerVpcId: request.peerVpcId,
        PeerOwnerId: request.peerAccountId,
        PeerRegion: request.peerRegion,
        TagSpecifications: [{ ResourceType: "vpc-peering-connection", Tags: writeTags(request.tags) }],
      }),
      options,
    ),
  );
  const requestId = answer.$metadata.requestId ?? null;
  const peering = answer.VpcPeeringConnection && readPeering(answer.VpcPeeringConnection);
  if (!peering) {
    const message = "AWS answered without a peering.";
    throw new ProviderError({ code: "NoAnswer", message, requestId, action }, true);
  }
  return { requestId, peering };
}

/** Puts tags on our view of a peering; existing ones of the same key are replaced. */
export async function tagPeering(
  session: AwsSession,
  peeringId: string,
  tags: Record<string, string>,
): Promise<Answer> {
  const answer = await session.write("CreateTags", (client, sdk, options) =>
    client.send(new sdk.CreateTagsCommand({ Resources: [peeringId], Tags: writeTags(tags) }), options),
  );
  return { requestId: answer.$metadata.requestId ?? null };
}

/** Deletes a peering. Only `active` ones and our own unanswered requests can be deleted. */
export async function deletePeering(session: AwsSession, peeringId: string): Promise<Answer> {
  const answer = await session.write("DeleteVpcPeeringConnection", (client, sdk, options) =>
    client.send(new sdk.DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: peeringId }), options),
  );
  return { requestId: answer.$metadata.requestId ?? null };
}

/** Sets DNS resolution on our own half; AWS refuses the other's, and anything before `active`. */
export async function setDnsResolution(
  session: AwsSession,
  peeringId: string,
  half: "requester" | "accepter",
  allow: boolean,
): Promise<Answer> {
  const options = { AllowDnsResolutionFromRemoteVpc: allow };
  const answer = await session.write("ModifyVpcPeeringConnectionOptions", (client, sdk, sending) =>
    client.send(
      new sdk.ModifyVpcPeeringConnectionOptionsCommand({
        VpcPeeringConnectionId: peeringId,
        ...(half === "requester"
          ? { RequesterPeeringConnectionOptions: options }
          : { AccepterPeeringConnectionOptions: options }),
      }),
      sending,
    ),
  );
  return { requestId: answer.$metadata.requestId ?? null };
}

function readPeering(item: VpcPeeringConnection): PeeringSeen | null {
  if (!item.VpcPeeringConnectionId) return null;
  return {
    id: item.VpcPeeringConnectionId,
    status: (item.Status?.Code ?? "initiating-request") as PeeringStatus,
    statusMessage: item.Status?.Message ?? "",
    requester: readSide(item.RequesterVpcInfo),
    accepter: readSide(item.AccepterVpcInfo),
    expirationTime: item.ExpirationTime ?? null,
    tags: readTags(item.Tags),
  };
}

function readSide(info: VpcInfo | undefined): PeeringSide {
  const blocks = (info?.CidrBlockSet ?? []).flatMap(({ CidrBlock }) => CidrBlock ?? []);
  return {
    accountId: info?.OwnerId ?? "",
    vpcId: info?.VpcId ?? "",
    region: info?.Region ?? "",
    cidrBlocks: (blocks.length > 0 ? blocks : info?.CidrBlock ? [info.CidrBlock] : []).map(canonicalCidr),
    ipv6CidrBlocks: (info?.Ipv6CidrBlockSet ?? []).flatMap(({ Ipv6CidrBlock }) =>
      Ipv6CidrBlock ? [canonicalCidr(Ipv6CidrBlock)] : [],
    ),
    dnsResolutionFromRemote: info?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc ?? null,
  };
}
