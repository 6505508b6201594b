import { type AddressBlock, layoutAddressSpace } from "./address-space";
import type { Lights } from "./plan-types";
import { regionLabel } from "./regions";
import type { ConnectionState } from "./states";
import type { BankView, PictureView } from "./views";

export type PictureFacts = {
  state: ConnectionState;
  name: string;
  cluster: {
    name: string;
    accountId: string;
    vpcId: string;
    region: string;
    cidrBlocks: string[];
    podCidrs: string[];
    serviceCidrs: string[];
  };
  tenant: { accountId: string; vpcId: string; region: string; approved: string[]; actual: string[] | null };
  peeringId: string | null;
  lights: Lights | null;
  /** Routes of ours as last read: wanted destinations, and whether each is in place in every table it belongs in. */
  routes: { destination: string; tables: number; present: number }[];
};

/** The two networks, the link between them, and the routes on each side: drawn, and told in sentences. */
export function drawPicture(facts: PictureFacts): PictureView {
  const { cluster, tenant } = facts;
  const ended = ["removed", "denied", "withdrawn", "rejected", "expired", "failed"].includes(facts.state);
  const up = facts.state === "active" || facts.lights?.peering.code === "active";
  const blocks = tenant.actual ?? tenant.approved;
  const provider: BankView = {
    title: cluster.name,
    subtitle: `Cluster, in ${regionLabel(cluster.region)}`,
    vpcId: cluster.vpcId,
    accountId: cluster.accountId,
    region: cluster.region,
    blocks: cluster.cidrBlocks,
    routes: ended ? [] : providerRoutes(facts, up),
  };
  const yours: BankView = {
    title: "Your network",
    subtitle: `Your VPC, in ${regionLabel(tenant.region)}`,
    vpcId: tenant.vpcId,
    accountId: tenant.accountId,
    region: tenant.region,
    blocks,
    routes: ended
      ? []
      : cluster.cidrBlocks.map((destination) => ({
          destination,
          state: up ? ("unseen" as const) : ("planned" as const),
          fix: up ? "You add this one; it cannot be seen from here." : "You add this one once accepted.",
        })),
  };
  const link = linkOf(facts, up, ended);
  const space: AddressBlock[] = [
    ...cluster.cidrBlocks.map((cidr) => ({ label: cluster.name, cidr, role: "cluster" as const })),
    ...cluster.podCidrs.map((cidr) => ({ label: "Pods", cidr, role: "pods" as const })),
    ...cluster.serviceCidrs.map((cidr) => ({ label: "Services", cidr, role: "services" as const })),
    ...blocks.map((cidr) => ({ label: "Your network", cidr, role: "tenant" as const })),
  ];
  return {
    provider,
    tenant: yours,
    link: link.link,
    linkWord: link.word,
    linkId: facts.peeringId,
    space: layoutAddressSpace(space),
    twin: tell(provider, yours, link.word.toLowerCase(), facts),
  };
}

function providerRoutes(facts: PictureFacts, up: boolean): BankView["routes"] {
  return facts.routes.map(({ destination, tables, present }) => {
    if (tables > 0 && present === tables) return { destination, state: "seen", fix: null };
    if (!up) return { destination, state: "planned", fix: "Written by itself once accepted." };
    const absent = facts.lights?.claim.facts?.absent;
    if (Array.isArray(absent) && absent.includes(destination)) {
      return { destination, state: "missing", fix: "Not a block of your VPC, so it is not routed." };
    }
    const light = facts.lights?.routes;
    const fix =
      light?.code === "route-conflict"
        ? "The destination already leads elsewhere: the provider looks into it."
        : "Written by itself.";
    return { destination, state: "missing", fix };
  });
}

function linkOf(
  facts: PictureFacts,
  up: boolean,
  ended: boolean,
): { link: PictureView["link"]; word: string } {
  if (ended) return { link: "ended", word: "Not connected" };
  if (facts.state === "removing") return { link: "broken", word: "Being removed" };
  if (up) return { link: "up", word: "Active" };
  if (facts.state === "awaiting-acceptance") return { link: "asked", word: "Not accepted yet" };
  if (facts.state === "awaiting-approval" || facts.state === "queued")
    return { link: "none", word: "Not sent yet" };
  return { link: "working", word: facts.peeringId ? "Being set up" : "Being sent" };
}

const routeWords: Record<BankView["routes"][number]["state"], string> = {
  seen: "in place",
  missing: "missing",
  planned: "not there yet",
  unseen: "cannot be seen from here",
};

function tell(provider: BankView, tenant: BankView, link: string, facts: PictureFacts): string[] {
  const bank = (view: BankView) =>
    `${view.title}: ${view.vpcId} of account ${view.accountId} in ${regionLabel(view.region)}, ${
      view.blocks.length > 0 ? `addresses ${view.blocks.join(", ")}` : "addresses not read yet"
    }.`;
  const route = (from: string, to: string) => (entry: BankView["routes"][number]) =>
    `Route from ${from} to ${to}, ${entry.destination}: ${routeWords[entry.state]}.${entry.fix ? ` ${entry.fix}` : ""}`;
  const unclaimed = facts.lights?.claim.facts?.unclaimed;
  return [
    bank(provider),
    bank(tenant),
    `Link between them${facts.peeringId ? `, peering ${facts.peeringId}` : ""}: ${link}.`,
    ...provider.routes.map(route(provider.title, "your network")),
    ...tenant.routes.map(route("your network", provider.title)),
    ...(Array.isArray(unclaimed) && unclaimed.length > 0
      ? [`Also in your VPC, but not asked for and so not routed: ${unclaimed.join(", ")}.`]
      : []),
  ];
}
