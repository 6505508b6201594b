import { AwsError } from "../aws-error";
import type { Peering, Place, Side } from "../records";
import type { Sandbox } from "../state";
import { placeKey } from "../store";
import { codeOf, sameRegion } from "./peering-view";

const CLASSIC_LINK = [
  "AllowEgressFromLocalClassicLinkToRemoteVpc",
  "AllowEgressFromLocalVpcToRemoteClassicLink",
] as const;

export interface OptionsChange {
  allowDnsResolutionFromRemoteVpc?: boolean | undefined;
  /** The dead EC2-Classic options that were sent with it. */
  classicLink?: (typeof CLASSIC_LINK)[number] | undefined;
}

export function readOptions(flag: (name: string) => boolean | undefined): OptionsChange {
  return {
    allowDnsResolutionFromRemoteVpc: flag("AllowDnsResolutionFromRemoteVpc"),
    classicLink: CLASSIC_LINK.find((name) => flag(name) !== undefined),
  };
}

/** Each side sets its own half in its own Region, and only on an active connection. */
export function changeOptions(
  sandbox: Sandbox,
  peering: Peering,
  place: Place,
  changes: Partial<Record<Side, OptionsChange>>,
): Peering {
  const id = peering.vpcPeeringConnectionId;
  if (codeOf(peering) !== "active") {
    throw new AwsError(
      "OperationNotPermitted",
      `Peering ${id} is not active. Peering options can be added only to active peerings.`,
    );
  }
  let changed = peering;
  for (const side of ["requester", "accepter"] as const) {
    const change = changes[side];
    if (!change) continue;
    checkHalf(peering, place, side);
    const { classicLink, allowDnsResolutionFromRemoteVpc: dns } = change;
    if (classicLink) {
      const scope = sameRegion(peering) ? "VPC peering connections" : "cross-region VPC peering connections";
      throw new AwsError(
        "OperationNotPermitted",
        `Modifying VPC peering connection options ${classicLink} is not supported for ${scope}`,
      );
    }
    if (dns === undefined) continue;
    if (dns) checkDnsHostnames(sandbox, peering);
    changed = { ...changed, [side]: { ...changed[side], allowDnsResolutionFromRemoteVpc: dns } };
  }
  if (changed !== peering) sandbox.store.peerings.put(changed);
  return changed;
}

function checkHalf(peering: Peering, place: Place, side: Side): void {
  const party = peering[side];
  if (party.accountId !== place.accountId) {
    throw new AwsError(
      "OperationNotPermitted",
      `User ${place.accountId} does not have permission to modify the ${side} side peering options`,
    );
  }
  if (party.region !== place.region) {
    const owner = side === "requester" ? "Requester's" : "Accepter's";
    throw new AwsError(
      "OperationNotPermitted",
      `${owner} VPC Peering connection options cannot be modified for a different region`,
    );
  }
}

function checkDnsHostnames(sandbox: Sandbox, peering: Peering): void {
  for (const party of [peering.requester, peering.accepter]) {
    const vpc = sandbox.store.vpcs.get(party.vpcId);
    if (vpc && placeKey(vpc) === placeKey(party) && vpc.enableDnsSupport && vpc.enableDnsHostnames) continue;
    throw new AwsError(
      "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
      `DNS hostnames and DNS support must be enabled for the VPC ${party.vpcId}.`,
    );
  }
}
