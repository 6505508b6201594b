import { cidrContains, cidrsOverlap } from "../connections/cidr";
import type { RequestFacts } from "./facts";
import type { PolicyConditions, PolicyRule } from "./rule";

/** One condition of a rule, judged. `sentence` says in plain words why it holds or does not. */
export type JudgedCondition = { condition: keyof PolicyConditions; holds: boolean; sentence: string };

export type Match = { matched: boolean; conditions: JudgedCondition[] };

/** What ids are called, for the sentences; an id that is not known stands for itself. */
export type PolicyNames = { organizations: Record<string, string>; clusters: Record<string, string> };

const noNames: PolicyNames = { organizations: {}, clusters: {} };

/** Whether a request meets all conditions of a rule, one by one. A rule without any matches every request. */
export function matches(rule: Pick<PolicyRule, "conditions">, facts: RequestFacts, names = noNames): Match {
  const conditions = judges.flatMap(([condition, judge]) =>
    rule.conditions[condition].length === 0 ? [] : [{ condition, ...judge(rule.conditions, facts, names) }],
  );
  return { matched: conditions.every(({ holds }) => holds), conditions };
}

type Verdict = { holds: boolean; sentence: string };
type Judge = (conditions: PolicyConditions, facts: RequestFacts, names: PolicyNames) => Verdict;

const actWords = {
  create: "a new cluster, exposed",
  expose: "an exposure of a cluster",
  "open-firewall": "an opening of the edge's firewall",
} as const;

const list = (values: readonly string[]): string => values.join(", ");

function oneOf(
  what: string,
  value: string | null,
  wanted: readonly string[],
  nameOf = (id: string) => id,
): Verdict {
  const shown = list(wanted.map(nameOf));
  if (value === null)
    return { holds: false, sentence: `An exposure has no ${what}; the rule asks for ${shown}.` };
  const holds = wanted.includes(value);
  return {
    holds,
    sentence: holds
      ? `The ${what}, ${nameOf(value)}, is one the rule names.`
      : `The ${what} is ${nameOf(value)}, not ${shown}.`,
  };
}

/** Each block within one of the wanted ones. */
function allWithin(blocks: readonly string[], wanted: readonly string[], what: string): Verdict {
  const outside = blocks.filter((block) => !wanted.some((outer) => cidrContains(outer, block)));
  return outside.length === 0
    ? { holds: true, sentence: `Every ${what} (${list(blocks)}) lies within ${list(wanted)}.` }
    : { holds: false, sentence: `${list(outside)} does not lie within ${list(wanted)}.` };
}

function someOverlap(blocks: readonly string[], wanted: readonly string[], what: string): Verdict {
  const touching = blocks.filter((block) => wanted.some((other) => cidrsOverlap(other, block)));
  return touching.length > 0
    ? { holds: true, sentence: `${list(touching)} overlaps ${list(wanted)}.` }
    : {
        holds: false,
        sentence: `No ${what} (${list(blocks) || "none is asked for"}) overlaps ${list(wanted)}.`,
      };
}

const noBlocks = (what: string): Verdict => ({ holds: false, sentence: `An exposure has no ${what}.` });
const noClients: Verdict = { holds: false, sentence: "A connection opens no firewall to clients." };

const judges: [keyof PolicyConditions, Judge][] = [
  [
    "kinds",
    ({ kinds }, { kind }) =>
      kinds.includes(kind)
        ? { holds: true, sentence: `It asks for ${kind === "connection" ? "a connection" : "an exposure"}.` }
        : {
            holds: false,
            sentence: `It asks for ${kind === "connection" ? "a connection, not an exposure" : "an exposure, not a connection"}.`,
          },
  ],
  [
    "acts",
    ({ acts }, { act }) => {
      const wanted = list(acts.map((each) => actWords[each]));
      if (act === null) return { holds: false, sentence: `It asks for a connection, not for ${wanted}.` };
      return acts.includes(act)
        ? { holds: true, sentence: `It asks for ${actWords[act]}.` }
        : { holds: false, sentence: `It asks for ${actWords[act]}, not for ${wanted}.` };
    },
  ],
  [
    "organizationIds",
    ({ organizationIds }, { organizationId }, { organizations }) =>
      oneOf("organization", organizationId, organizationIds, (id) => organizations[id] ?? id),
  ],
  [
    "clusterIds",
    ({ clusterIds }, { clusterId }, { clusters }) =>
      oneOf("cluster", clusterId, clusterIds, (id) => clusters[id] ?? id),
  ],
  ["accountIds", ({ accountIds }, { accountId }) => oneOf("AWS account", accountId, accountIds)],
  ["regions", ({ regions }, { region }) => oneOf("Region", region, regions)],
  [
    "cidrsWithin",
    ({ cidrsWithin }, { cidrs }) =>
      cidrs.length === 0 ? noBlocks("address blocks") : allWithin(cidrs, cidrsWithin, "block"),
  ],
  [
    "cidrsOverlapping",
    ({ cidrsOverlapping }, { kind, cidrs }) =>
      kind === "exposure" ? noBlocks("address blocks") : someOverlap(cidrs, cidrsOverlapping, "block"),
  ],
  [
    "clientsWithin",
    ({ clientsWithin }, { kind, clients }) => {
      if (kind === "connection") return noClients;
      if (clients.length === 0) return { holds: true, sentence: "It leaves the edge's firewall alone." };
      return allWithin(clients, clientsWithin, "client");
    },
  ],
  [
    "clientsOverlapping",
    ({ clientsOverlapping }, { kind, clients }) =>
      kind === "connection" ? noClients : someOverlap(clients, clientsOverlapping, "client"),
  ],
];
