import type { Light, LightName } from "./plan-types";

/** What the sentences about lights need to name. */
export type LightFacts = {
  clusterName: string;
  accountId: string;
  vpcId: string;
  /** Blocks of the cluster's VPC: what the other side must route. */
  clusterCidrs?: string[];
  peeringId: string | null;
};

export type LightWords = { label: string; sentence: string; next?: string };

const labels: Record<LightName, string> = {
  peering: "Peering",
  routes: "Routes of the cluster",
  tenantRoutes: "Routes on your side",
  dnsOurs: "DNS, cluster's half",
  dnsTheirs: "DNS, your half",
  claim: "Address blocks",
};

/** One light in words: its label, what it says, and what to do where somebody can do something. */
export function describeLight(name: LightName, light: Light, facts: LightFacts): LightWords {
  return { label: labels[name], ...(common(light, name) ?? byName[name](light, facts)) };
}

type Said = { sentence: string; next?: string };

function common(light: Light, name: LightName): Said | null {
  switch (light.code) {
    case "not-yet":
      return { sentence: "Nothing to see before the invitation is accepted." };
    case "not-looked":
      return { sentence: "Not looked at yet." };
    case "ended":
      return { sentence: "The connection has ended." };
    case "inventory-missing":
      return {
        sentence:
          name === "routes"
            ? "The cluster's subnets have not been read yet, so it is not known whether the main table needs routes."
            : "The cluster's VPC has not been read yet.",
        next: "Nothing is to be done: it is read within the hour, or when an admin uses Check.",
      };
    default:
      return null;
  }
}

function list(light: Light, fact: string): string {
  const value = light.facts?.[fact];
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

function routeNames(light: Light, fact: string): string {
  return list(light, fact)
    .split(", ")
    .map((key) => key.replace("|", " to "))
    .join(", ");
}

const byName: Record<LightName, (light: Light, facts: LightFacts) => Said> = {
  peering: describePeering,
  routes: describeRoutes,
  tenantRoutes: (_light, facts) => ({
    sentence: "Your side's routes and security groups cannot be seen from here.",
    next: `Each of your route tables that needs the cluster must have a route for ${facts.clusterCidrs?.join(", ") || "its blocks"} to ${facts.peeringId ?? "the peering"}.`,
  }),
  dnsOurs: describeDnsOurs,
  dnsTheirs: describeDnsTheirs,
  claim: describeClaim,
};

function describePeering(light: Light, facts: LightFacts): Said {
  const id = list(light, "peeringId") || facts.peeringId || "The peering";
  switch (light.code) {
    case "active":
      return { sentence: `${id} is active.` };
    case "active-tags-lost":
      return {
        sentence: `${id} is active, but Drawbridge's tags on it are gone.`,
        next: "An admin of the provider puts them back in AWS; without them a later removal may be refused.",
      };
    case "initiating-request":
      return { sentence: `AWS is preparing ${id}.` };
    case "pending-acceptance":
      return {
        sentence: `${id} waits for account ${facts.accountId} to accept it.`,
        next: "Accept it in your AWS account.",
      };
    case "provisioning":
      return { sentence: `${id} is accepted; AWS is setting it up.` };
    case "deleting":
      return { sentence: `AWS is deleting ${id}.` };
    case "deleted":
      return { sentence: `${id} is deleted.` };
    case "failed":
      return {
        sentence: `AWS could not set up ${id}.`,
        next: "Compare account ID, VPC ID, Region and address ranges with your AWS console, then request again.",
      };
    case "rejected":
      return { sentence: `${id} was rejected by account ${facts.accountId}.` };
    case "expired":
      return { sentence: `${id} was not answered in time.` };
    case "pair-conflict":
      return {
        sentence: `${id} already joins these two VPCs, and Drawbridge did not make it for this connection.`,
        next: "Delete it in AWS, or have an admin of the provider take it over.",
      };
    case "sent-not-seen":
      return { sentence: `AWS has taken the request as ${id}; it is not visible yet.` };
    case "not-seen":
      return { sentence: `The last look did not find ${id}. The next one decides.` };
    case "gone":
      return { sentence: `AWS no longer shows ${id}.` };
    case "not-created":
      return { sentence: "There is no peering yet." };
    default:
      return { sentence: `AWS says ${light.code}.` };
  }
}

function describeRoutes(light: Light, facts: LightFacts): Said {
  const count = `${list(light, "present") || 0} of ${list(light, "wanted") || 0} routes`;
  switch (light.code) {
    case "routes-present":
      return { sentence: `${count} are in place.` };
    case "route-pending":
      return { sentence: `${count} are in place; the others are being written.` };
    case "route-surplus":
      return {
        sentence: `${count} are in place. Routes of blocks that are no longer approved are being taken back: ${routeNames(light, "surplus")}.`,
      };
    case "route-missing":
      return {
        sentence: `A route that was in place is missing: ${routeNames(light, "missing")}.`,
        next: "Nothing is to be done: it is put back after a second look.",
      };
    case "route-conflict":
      return {
        sentence: `The same destination already leads elsewhere: ${list(light, "conflicts")}. Drawbridge never replaces another's route.`,
        next: "An admin of the provider removes that route in AWS, or this connection is requested with other blocks.",
      };
    case "route-limit":
      return {
        sentence: `A route table is full: ${list(light, "tables")}.`,
        next: "An admin of the provider removes routes that are no longer needed, or raises quota L-93826ACB.",
      };
    case "route-blackhole":
      return {
        sentence: `AWS shows a route as leading nowhere although the peering is active: ${routeNames(light, "routes")}.`,
        next: "Most often this passes within a minute. If it stays, an admin of the provider looks at the route in AWS.",
      };
    case "route-refused":
      return {
        sentence: `AWS refused to write a route: ${routeNames(light, "routes")}.`,
        next: "The timeline has AWS's answer. It is tried again every five minutes.",
      };
    case "route-state-unknown":
      return {
        sentence: `A route is in place in a state that is not known here: ${routeNames(light, "routes")}.`,
      };
    case "no-route-tables":
      return {
        sentence: `No route table of ${facts.clusterName} serves a subnet, so there is nowhere to write routes.`,
        next: "An admin of the provider checks the cluster's VPC.",
      };
    case "nothing-to-route":
      return { sentence: "None of the approved blocks exists in your VPC, so nothing is routed." };
    default:
      return { sentence: `${count} are in place.` };
  }
}

function describeDnsOurs(light: Light): Said {
  switch (light.code) {
    case "on":
      return { sentence: "Names of the cluster's hosts resolve to private addresses in your VPC." };
    case "not-wanted":
      return { sentence: "DNS resolution was not asked for." };
    case "being-set":
      return { sentence: "The option is being set." };
    case "being-switched-off":
      return { sentence: "DNS resolution is no longer asked for; the option is being switched off." };
    case "off-again":
      return {
        sentence: "The option was on and is now off; somebody changed it in AWS.",
        next: "Nothing is to be done: it is set again after a second look.",
      };
    case "dns-attributes-off":
      return {
        sentence: `The cluster's VPC ${list(light, "vpcId")} has ${list(light, "off")} off, which AWS needs for this.`,
        next: "An admin of the provider switches it on in the VPC's settings. The connection works meanwhile, by address.",
      };
    case "dns-refused":
      return {
        sentence: `AWS refused to set the option: ${list(light, "message") || list(light, "code")}`,
        next: "It is tried again every five minutes. The connection works meanwhile, by address.",
      };
    default:
      return { sentence: "AWS does not say whether the option is set." };
  }
}

function describeDnsTheirs(light: Light): Said {
  switch (light.code) {
    case "on":
      return { sentence: "Names of your hosts resolve to private addresses in the cluster." };
    case "not-wanted":
      return { sentence: "DNS resolution was not asked for." };
    case "peer-off":
      return {
        sentence: "Names of your hosts do not resolve to private addresses in the cluster yet.",
        next: "Switch on accepter DNS resolution in your AWS account; only your side can.",
      };
    default:
      return { sentence: "AWS does not show this option of your side." };
  }
}

function describeClaim(light: Light, facts: LightFacts): Said {
  switch (light.code) {
    case "claim-satisfied":
      return { sentence: `The approved blocks are those of ${facts.vpcId}.` };
    case "claim-has-more":
      return {
        sentence: `${facts.vpcId} has more blocks than were approved: ${list(light, "unclaimed")}. They are not routed.`,
        next: "Request a new connection if the cluster should reach them too.",
      };
    case "claim-differs":
      return {
        sentence: `Approved, but not among the blocks of ${facts.vpcId}: ${list(light, "absent")}. The VPC has ${list(light, "actual") || "none"}.`,
        next: "Add the block to your VPC, or remove this connection and request it with the right blocks.",
      };
    case "claim-unseen":
      return { sentence: "AWS has not shown the blocks of your VPC yet." };
    default:
      return { sentence: "The blocks of your VPC are not known." };
  }
}
