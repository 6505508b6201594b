import { allowed, type Capability, refused } from "../capability";

export type ClusterClass = "production" | "development";

/**
 * Whether a cluster of this class may be registered in a VPC that has these clusters already. A production cluster has
 * its VPC to itself, whatever the other's class: only then does a connection open one cluster and no other.
 */
export function registerInVpc({
  clusterClass,
  others,
}: {
  clusterClass: ClusterClass;
  others: readonly { name: string; class: ClusterClass; organization: string }[];
}): Capability {
  const production = others.find((other) => other.class === "production");
  if (production) {
    return refused(
      "state",
      `This VPC belongs to the production cluster ${production.name} of ${production.organization}, which has it to itself.`,
      "Choose another VPC.",
    );
  }
  const first = others[0];
  if (clusterClass === "production" && first) {
    return refused(
      "state",
      `The development cluster ${first.name} of ${first.organization} is in this VPC. A production cluster needs a VPC to itself.`,
      "Choose another VPC, or register this one as a development cluster.",
    );
  }
  return allowed;
}
