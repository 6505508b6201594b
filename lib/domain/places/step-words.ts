import type { Step } from "../connections/plan-types";

/** A step of a plan as the call it is, for somebody who reads what would be sent. */
export function describeStep(step: Step, vpcId: string): string {
  switch (step.kind) {
    case "create-peering":
      return `CreateVpcPeeringConnection to ${vpcId}`;
    case "tag-peering":
      return `CreateTags on ${step.peeringId}`;
    case "create-route":
      return `CreateRoute ${step.destination} to ${step.peeringId} in ${step.routeTableId}`;
    case "delete-route":
      return `DeleteRoute ${step.destination} in ${step.routeTableId}`;
    case "set-dns":
      return `ModifyVpcPeeringConnectionOptions of ${step.peeringId}: DNS resolution ${step.allow ? "on" : "off"}`;
    case "delete-peering":
      return `DeleteVpcPeeringConnection ${step.peeringId}`;
  }
}
