import { type AddressBlock, type AddressSpaceLayout, layoutAddressSpace } from "./address-space";
import { canonicalCidr, cidrsOverlap, isIpv4Cidr } from "./cidr";
import { splitCidrs } from "./request-schema";
import type { ClusterFacts } from "./request-world";

/** More than these make a small picture unreadable; those that share addresses with the request always stay. */
const mostBlocks = 14;

/**
 * The blocks of a request among those of a cluster: its VPC, pods and services, what is connected already, and routes.
 * `leftOut` counts those without a clash that were not drawn.
 */
export function layoutRequest(
  cidrs: string,
  cluster: ClusterFacts,
): { layout: AddressSpaceLayout; leftOut: number } {
  const asked = [...new Set(splitCidrs(cidrs).filter(isIpv4Cidr).map(canonicalCidr))];
  const label = (labelled: string, role: AddressBlock["role"]) => (cidr: string) => ({
    label: labelled,
    cidr: canonicalCidr(cidr),
    role,
  });
  const network = [
    ...cluster.cidrBlocks.map(label(`VPC of ${cluster.name}`, "cluster")),
    ...cluster.podCidrs.map(label("Pods", "pods")),
    ...cluster.serviceCidrs.map(label("Services", "services")),
  ];
  const peers = [
    ...cluster.connections.flatMap(({ name, cidrs: blocks }) => blocks.map(label(name, "connection"))),
    ...cluster.foreignPeerings.flatMap(({ id, cidrs: blocks }) => blocks.map(label(id, "foreign"))),
  ];
  const drawn = new Set([...network, ...peers].map((block) => block.cidr));
  const routes = cluster.routeTables
    .filter((table) => table.routed)
    .flatMap((table) =>
      table.destinations
        .filter(({ destination, target }) => target !== "local" && isIpv4Cidr(destination))
        .map(({ destination, target }) => label(`Route to ${target}`, "route")(destination)),
    )
    .filter(({ cidr }) => !cidr.endsWith("/0") && !drawn.has(cidr));
  const others = [...peers, ...uniqueBlocks(routes)];
  const clashing = others.filter((block) => asked.some((cidr) => cidrsOverlap(cidr, block.cidr)));
  const rest = others.filter((block) => !clashing.includes(block));
  const room = Math.max(0, mostBlocks - network.length - asked.length - clashing.length);
  const shown = rest.length <= room ? rest : [];
  return {
    layout: layoutAddressSpace([
      ...network,
      ...clashing,
      ...shown,
      ...asked.map(label("This request", "request")),
    ]),
    leftOut: rest.length - shown.length,
  };
}

function uniqueBlocks(blocks: AddressBlock[]): AddressBlock[] {
  return blocks.filter((block, index) => blocks.findIndex((other) => other.cidr === block.cidr) === index);
}
