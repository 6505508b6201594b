import type { Lights } from "./plan-types";
import type { ConnectionState } from "./states";
import type { GuideStep } from "./views";

export type GuideFacts = {
  state: ConnectionState;
  peeringId: string | null;
  region: string;
  vpcId: string;
  clusterRegion: string;
  clusterCidrs: string[];
  dnsResolution: boolean;
  lights: Lights | null;
};

/** What is to be done in the tenant's AWS account, in order, as far as it can be known from here. */
export function guideFor(_facts: GuideFacts): GuideStep[] {
  return [];
}
