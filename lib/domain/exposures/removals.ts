import type { Capability } from "../capability";
import { describeConsequence } from "../vcd/version-limits";
import * as can from "./can";
import type { Way } from "./plan-types";
import type { RemovalChoice } from "./views";

export type RemovalFacts = can.By & {
  cluster: can.ExposableCluster;
  live: can.LiveExposure;
  way: Way;
  address: string | null;
  /** CSE calls the cluster exposed: only then it can be asked to un-expose it. */
  saysExposed: boolean;
  /** There is no exposure of ours, and CSE's rule is on the edge. */
  foundRule: boolean;
  /** An opening of the firewall goes with it. */
  opened: boolean;
};

/** The ways of taking an exposure back, the one that fits best first, each with what it will do. */
export function removalsOf(facts: RemovalFacts): RemovalChoice[] {
  const { cluster, way } = facts;
  const judge = (taker: "cse" | "rule"): Capability => can.removeExposure({ ...facts, taker });
  const at = facts.address ?? "its external address";
  const always = [
    `Whoever uses ${cluster.name} through ${at} loses the connection. Copies of the old kubeconfig stop working.`,
    ...(facts.opened ? ["The opening in the edge's firewall is taken back too."] : []),
    `${facts.address ?? "The address"} rests for an hour before others may have it. The cluster can be exposed again any number of times, most likely at another address.`,
  ];
  if (way === "rule") {
    return [
      {
        by: "rule",
        label: "Drawbridge deletes its rule",
        consequences: ["Drawbridge deletes the DNAT rule it made.", ...always],
        can: judge("rule"),
      },
    ];
  }
  const byRule: RemovalChoice = {
    by: "rule",
    label: "Drawbridge deletes CSE's rule",
    consequences: [
      facts.saysExposed
        ? "Drawbridge deletes the DNAT rule that CSE made. CSE goes on calling the cluster exposed, and the kubeconfig it gives keeps naming the old address; Drawbridge corrects that in the file it hands out."
        : "Drawbridge deletes the DNAT rule that CSE left behind.",
      ...always,
    ],
    can: judge("rule"),
  };
  if (!facts.saysExposed || cluster.gone) return [byRule];
  const exposed = { name: cluster.name, dialect: cluster.dialect, kind: cluster.kind, exposed: true };
  return [
    {
      by: "cse",
      label: "CSE un-exposes it, in your name",
      consequences: [describeConsequence("unexpose-by-cse", exposed), ...always],
      can: judge("cse"),
    },
    byRule,
  ];
}
