import type { PolicyNames } from "./matches";
import type { PolicyConditions, PolicyRule } from "./rule";

/** A rule read back as one sentence. Ids without a name are said to be gone. */
export function describeRule({ effect, conditions, words }: PolicyRule, names: PolicyNames): string {
  const what = subjectOf(conditions);
  const where = clausesOf(conditions, names);
  const whole = where.length > 0 ? `${what} where ${joined(where)}` : what;
  switch (effect) {
    case "approve":
      return `Approves ${whole}, without a person.`;
    case "refuse":
      return `Refuses ${whole}${words ? `, and says: “${words}”` : ""}.`.replace(/([.!?]”)\.$/, "$1");
    case "two-approvers":
      return `Asks for two approvers of ${whole}.`;
  }
}

/** Names of what a rule names and nobody has any more, as sentences; none where all of it is there. */
export function missingFrom({ organizationIds, clusterIds }: PolicyConditions, names: PolicyNames): string[] {
  const organizations = organizationIds.filter((id) => !Object.hasOwn(names.organizations, id));
  const clusters = clusterIds.filter((id) => !Object.hasOwn(names.clusters, id));
  return [
    ...organizations.map((id) => `Organization ${id} no longer exists: the rule never meets it.`),
    ...clusters.map((id) => `Cluster ${id} no longer exists: the rule never meets it.`),
  ];
}

const actSubjects = {
  create: "new clusters that are exposed",
  expose: "exposures of clusters that are there",
  "open-firewall": "openings of an edge's firewall",
} as const;

function subjectOf({ kinds, acts }: PolicyConditions): string {
  if (acts.length > 0) return joined(acts.map((act) => actSubjects[act]));
  if (kinds.length === 1) return kinds[0] === "connection" ? "connections" : "exposures";
  return "every request";
}

function clausesOf(conditions: PolicyConditions, { organizations, clusters }: PolicyNames): string[] {
  const named = (known: Record<string, string>, noun: string) => (id: string) =>
    Object.hasOwn(known, id) ? (known[id] as string) : `${noun} ${id} (no longer there)`;
  const said: [string, string[]][] = [
    ["the organization is", conditions.organizationIds.map(named(organizations, "organization"))],
    ["the cluster is", conditions.clusterIds.map(named(clusters, "cluster"))],
    ["the AWS account is", conditions.accountIds],
    ["the Region is", conditions.regions],
    ["every block lies within", conditions.cidrsWithin],
    ["a block overlaps", conditions.cidrsOverlapping],
    ["the firewall lets in nobody outside", conditions.clientsWithin],
    ["the firewall would let in clients of", conditions.clientsOverlapping],
  ];
  return said.filter(([, values]) => values.length > 0).map(([how, values]) => `${how} ${either(values)}`);
}

const joined = (parts: string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
const either = (values: string[]): string =>
  values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
