import type { EC2Client } from "@aws-sdk/client-ec2";
import { tagKeys } from "@/lib/domain/connections/plan-types";
import type { AccountCheckLine } from "@/lib/domain/places/account-check";
import { ProviderError } from "../provider-error";
import type { AwsSession, Ec2Sdk } from "./client";
import type { TaggedResource } from "./routes";
import { writeTags } from "./tags";

/** VPCs that our policy lets connections be asked from carry this tag; see the documentation of the IAM policies. */
const peerableTag = "drawbridge:peerable";

export type DryRunTargets = {
  region: string;
  vpcs: TaggedResource[];
  routeTables: TaggedResource[];
  /** A peering of ours; null while there is none. */
  peeringId: string | null;
};

/** At most so many VPCs and tables are tried. */
const mostTried = 20;
/** Well-formed, and nobody's. */
const nobodysVpc = "vpc-00000000000000000";
const nobodysPeering = "pcx-00000000000000000";
const anyBlock = "10.255.255.0/24";

type Call = (client: EC2Client, sdk: Ec2Sdk) => Promise<unknown>;
type Tried = { id: string; fault: ProviderError["fault"] | null };

/** Tries every change that the worker makes, dry. */
export async function tryActions(session: AwsSession, targets: DryRunTargets): Promise<AccountCheckLine[]> {
  const { region } = targets;
  return [
    await tryOnEach(session, region, "CreateVpcPeeringConnection", targets.vpcs, peerableTag, (id) =>
      createPeering(id, session.place.accountId, region),
    ),
    await tryOnEach(session, region, "CreateRoute", targets.routeTables, tagKeys.managed, createRoute),
    await tryOnEach(session, region, "DeleteRoute", targets.routeTables, tagKeys.managed, deleteRoute),
    await tryOnPeering(session, targets, "DeleteVpcPeeringConnection", deletePeering),
    await tryOnPeering(session, targets, "ModifyVpcPeeringConnectionOptions", modifyOptions),
    await tryOnPeering(session, targets, "CreateTags", createTags),
  ];
}

const createPeering =
  (VpcId: string, PeerOwnerId: string, PeerRegion: string): Call =>
  (client, sdk) =>
    client.send(
      new sdk.CreateVpcPeeringConnectionCommand({
        DryRun: true,
        VpcId,
        PeerVpcId: nobodysVpc,
        PeerOwnerId,
        PeerRegion,
        TagSpecifications: [
          { ResourceType: "vpc-peering-connection", Tags: writeTags({ [tagKeys.managed]: "true" }) },
        ],
      }),
    );
const createRoute =
  (RouteTableId: string): Call =>
  (client, sdk) =>
    client.send(
      new sdk.CreateRouteCommand({
        DryRun: true,
        RouteTableId,
        DestinationCidrBlock: anyBlock,
        VpcPeeringConnectionId: nobodysPeering,
      }),
    );
const deleteRoute =
  (RouteTableId: string): Call =>
  (client, sdk) =>
    client.send(new sdk.DeleteRouteCommand({ DryRun: true, RouteTableId, DestinationCidrBlock: anyBlock }));
const deletePeering =
  (VpcPeeringConnectionId: string): Call =>
  (client, sdk) =>
    client.send(new sdk.DeleteVpcPeeringConnectionCommand({ DryRun: true, VpcPeeringConnectionId }));
const modifyOptions =
  (VpcPeeringConnectionId: string): Call =>
  (client, sdk) =>
    client.send(
      new sdk.ModifyVpcPeeringConnectionOptionsCommand({
        DryRun: true,
        VpcPeeringConnectionId,
        RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
      }),
    );
const createTags =
  (id: string): Call =>
  (client, sdk) =>
    client.send(
      new sdk.CreateTagsCommand({
        DryRun: true,
        Resources: [id],
        Tags: writeTags({ [tagKeys.managed]: "true" }),
      }),
    );

/** `DryRunOperation` means allowed; AWS looks no further. */
async function tryDry(session: AwsSession, action: string, id: string, call: Call): Promise<Tried> {
  try {
    await session.dryRun(action, call);
    return { id, fault: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { id, fault: error.fault.code === "DryRunOperation" ? null : error.fault };
  }
}

async function tryOnEach(
  session: AwsSession,
  region: string,
  action: string,
  resources: TaggedResource[],
  tag: string,
  call: (id: string) => Call,
): Promise<AccountCheckLine> {
  const name = `ec2:${action}`;
  const tried: Tried[] = [];
  for (const { id } of resources.slice(0, mostTried)) tried.push(await tryDry(session, action, id, call(id)));
  if (tried.length === 0) {
    const message = "Nothing to try it on yet: register a cluster here, let it be swept, then check again.";
    return { region, name, result: "warn", message, fault: null };
  }
  const refused = tried.filter(({ fault }) => fault);
  const [first] = refused;
  if (!first?.fault) {
    const message = `Allowed on ${tried.map(({ id }) => id).join(", ")} (dry run).`;
    return { region, name, result: "pass", message, fault: null };
  }
  if (first.fault.code !== "UnauthorizedOperation") return failed(region, name, first.fault);
  const ids = refused.map(({ id }) => id);
  const untagged = resources.filter(({ id, tags }) => ids.includes(id) && tags[tag] !== "true");
  return {
    region,
    name,
    result: "fail",
    message: explainDenied(name, ids, untagged, tag),
    fault: first.fault,
  };
}

function explainDenied(name: string, refused: string[], untagged: TaggedResource[], tag: string): string {
  const denied = `The right ${name} is missing on ${refused.join(", ")}.`;
  if (untagged.length === 0) return `${denied} Add it to the policy of the worker's identity.`;
  const ids = untagged.map(({ id }) => id).join(", ");
  return `${denied} If the policy allows tagged resources only, put the tag ${tag} = true on ${ids}; else add the right to the policy of the worker's identity.`;
}

async function tryOnPeering(
  session: AwsSession,
  { region, peeringId }: DryRunTargets,
  action: string,
  call: (id: string) => Call,
): Promise<AccountCheckLine> {
  const name = `ec2:${action}`;
  const { fault } = await tryDry(
    session,
    action,
    peeringId ?? nobodysPeering,
    call(peeringId ?? nobodysPeering),
  );
  if (!fault) return { region, name, result: "pass", message: "Allowed (dry run).", fault: null };
  if (!peeringId && (fault.code === "UnauthorizedOperation" || /NotFound$/.test(fault.code))) {
    const message = `Cannot be tried before there is a peering of ours. A policy that allows it on peerings tagged ${tagKeys.managed} = true is enough; check again once one exists.`;
    return { region, name, result: "warn", message, fault };
  }
  if (fault.code !== "UnauthorizedOperation") return failed(region, name, fault);
  const message = `The right ${name} is missing on ${peeringId}. Allow it on peerings tagged ${tagKeys.managed} = true, and check that this one carries the tag.`;
  return { region, name, result: "fail", message, fault };
}

function failed(region: string, name: string, fault: ProviderError["fault"]): AccountCheckLine {
  const message = `It could not be tried: AWS answered ${fault.code}: ${fault.message}`;
  return { region, name, result: "warn", message, fault };
}
