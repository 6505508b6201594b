import { canonicalCidr, cidrsOverlap, isIpv4Cidr, prefixLength } from "../connections/cidr";
import { splitCidrs } from "../connections/request-schema";

export type NetworkProblem = { field: "podCidrs" | "serviceCidrs"; message: string };

/**
 * Reads the overlay networks of a cluster as typed: canonical blocks, or what is wrong with each, in words. They may
 * share addresses neither with each other nor with the VPC's own blocks: AWS knows nothing of them and would not say.
 */
export function readClusterNetworks(
  typed: { podCidrs: string; serviceCidrs: string },
  vpcBlocks: readonly string[],
): { podCidrs: string[]; serviceCidrs: string[]; problems: NetworkProblem[] } {
  const problems: NetworkProblem[] = [];
  const read = (field: NetworkProblem["field"]) =>
    splitCidrs(typed[field]).flatMap((text) => {
      const message = judgeNetwork(text);
      if (message) problems.push({ field, message });
      return message ? [] : [canonicalCidr(text)];
    });
  const podCidrs = read("podCidrs");
  const serviceCidrs = read("serviceCidrs");
  const compare = (
    field: NetworkProblem["field"],
    ours: string[],
    theirs: readonly string[],
    what: string,
  ) => {
    for (const our of ours) {
      const other = theirs.find((their) => cidrsOverlap(their, our));
      if (other) {
        problems.push({
          field,
          message: `${our} shares addresses with ${what}, ${other}. Traffic could not tell the two apart: check the cluster's own configuration.`,
        });
      }
    }
  };
  compare("podCidrs", podCidrs, vpcBlocks, "a block of the VPC");
  compare("serviceCidrs", serviceCidrs, vpcBlocks, "a block of the VPC");
  compare("serviceCidrs", serviceCidrs, podCidrs, "the pod network");
  if (problems.length === 0 && serviceCidrs.length === 0) {
    problems.push({
      field: "serviceCidrs",
      message: "Enter the network that the cluster's services have, such as 172.20.0.0/16.",
    });
  }
  return { podCidrs, serviceCidrs, problems };
}

function judgeNetwork(text: string): string | null {
  if (!isIpv4Cidr(text)) return `${text} is not an IPv4 block. Write it like 10.244.0.0/16.`;
  const canonical = canonicalCidr(text);
  if (canonical !== text) return `${text} has host bits set. Did you mean ${canonical}?`;
  const length = prefixLength(text) ?? 0;
  if (length < 8 || length > 28) {
    return `${text} is a /${length}; networks of a cluster are between /8 and /28.`;
  }
  return null;
}
