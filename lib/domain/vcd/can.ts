import { allowed, type Capability, refused } from "../capability";
import type { ClusterDialect, ClusterEntitySeen } from "./observed";
import { missingRights, type VcdAct } from "./rights";
import { type ClusterVerb, type Limit, resizeAllowed, versionAllows } from "./version-limits";

/** What VCD says a person may do: names of rights, or null where it does not let them be read. */
export type ByRights = { rights: readonly string[] | null };

type OfCluster = ByRights & {
  cluster: { name: string; dialect: ClusterDialect; kind: string } & Pick<
    ClusterEntitySeen,
    "state" | "phase"
  >;
};

/** Asking CSE for a cluster; with `exposed` the three rights that CSE needs for the rule are wanted too. */
export function createCluster(facts: ByRights & { exposed: boolean }): Capability {
  return rightsAllow(facts.exposed ? "create-exposed-cluster" : "create-cluster", facts, "create a cluster");
}

/** Changing the number of nodes; `wanted` absent asks for the act in general. */
export function resizeCluster(
  facts: OfCluster & {
    now?: { workers: number; nfsNodes: number };
    wanted?: { workers: number; nfsNodes: number };
  },
): Capability {
  const able = ofCluster("resize", "resize-cluster", facts, "resize this cluster");
  if (!able.ok || !facts.now || !facts.wanted) return able;
  return byLimit(resizeAllowed({ ...facts.cluster, ...facts.now }, facts.wanted));
}

export function upgradeCluster(facts: OfCluster): Capability {
  return ofCluster("upgrade", "upgrade-cluster", facts, "upgrade this cluster");
}

export function shareCluster(facts: OfCluster): Capability {
  const right = rightsAllow("share-cluster", facts, "share this cluster", facts.cluster);
  return right.ok ? byLimit(versionAllows("share", facts.cluster)) : right;
}

/** CSE deletes what is not busy, resolved or not. */
export function deleteCluster(facts: OfCluster): Capability {
  const right = rightsAllow("delete-cluster", facts, "delete this cluster", facts.cluster);
  if (!right.ok) return right;
  const able = byLimit(versionAllows("delete", facts.cluster));
  return able.ok ? notBusy(facts.cluster) : able;
}

/** For clusters whose deletion failed, busy or not. */
export function forceDeleteCluster(facts: OfCluster): Capability {
  const right = rightsAllow("force-delete-cluster", facts, "force the deletion", facts.cluster);
  return right.ok ? byLimit(versionAllows("force-delete", facts.cluster)) : right;
}

/** The kubeconfig: CSE gives it for resolved clusters only. */
export function readKubeconfig(facts: OfCluster): Capability {
  const right = rightsAllow("read-kubeconfig", facts, "read its kubeconfig", facts.cluster);
  if (!right.ok) return right;
  const able = byLimit(versionAllows("read-kubeconfig", facts.cluster));
  if (!able.ok) return able;
  return facts.cluster.state === "RESOLVED" ? allowed : notResolved(facts.cluster);
}

/** An exposure later or again, by a rule of Drawbridge's own. */
export function exposeCluster(facts: OfCluster & { exposure: "none" | "live" | "leaving" }): Capability {
  const right = rightsAllow("expose-cluster", facts, "expose this cluster", facts.cluster);
  if (!right.ok) return right;
  if (facts.cluster.dialect === "capvcd") {
    return refused(
      "state",
      `${facts.cluster.name} is reached through its own virtual service.`,
      "It needs no DNAT rule.",
    );
  }
  if (facts.exposure === "live") {
    return refused("state", `${facts.cluster.name} is exposed already.`, "One exposure at a time.");
  }
  if (facts.exposure === "leaving") {
    return refused(
      "state",
      "The last exposure is still being taken back.",
      "Wait until its rule is seen gone.",
    );
  }
  return facts.cluster.state === "RESOLVED" ? allowed : notResolved(facts.cluster);
}

/** Taking an exposure back; `by` names who takes it. */
export function unexposeCluster(
  facts: OfCluster & { exposure: "none" | "live" | "leaving"; by: "cse" | "rule" },
): Capability {
  const right = rightsAllow("unexpose-cluster", facts, "un-expose this cluster", facts.cluster);
  if (!right.ok) return right;
  if (facts.exposure === "none") {
    return refused("state", `${facts.cluster.name} is not exposed.`, "Nothing is to be taken back.");
  }
  if (facts.exposure === "leaving") {
    return refused("state", "The exposure is being taken back.", "Wait until its rule is seen gone.");
  }
  if (facts.by === "rule") return allowed;
  const able = byLimit(versionAllows("unexpose-by-cse", facts.cluster));
  return able.ok ? ready(facts.cluster) : able;
}

/** Changing or removing a rule that opens more than it should, or that leads nowhere. */
export function changeRule(facts: ByRights & { act: "narrow" | "delete" }): Capability {
  return facts.act === "narrow"
    ? rightsAllow("narrow-rule", facts, "narrow this rule")
    : rightsAllow("delete-rule", facts, "delete this rule");
}

/** Adding a rule for given clients to the edge's firewall. */
export function openFirewall(facts: ByRights): Capability {
  return rightsAllow("open-firewall", facts, "open the edge's firewall");
}

/**
 * Whether a person's own rights in VCD allow an act. Where they cannot be read it is let through: VCD decides then, and
 * says so.
 */
export function rightsAllow(
  act: VcdAct,
  facts: ByRights,
  what: string,
  on: { kind?: string; dialect?: ClusterDialect } = {},
): Capability {
  const missing = missingRights(act, facts.rights, on);
  if (missing === null || missing.length === 0) return allowed;
  const names = missing.map((name) => `"${name}"`).join(" and ");
  return refused(
    "right",
    `VMware Cloud Director does not let you ${what}: your role there lacks ${names}.`,
    `Ask an admin of your organization in VMware Cloud Director to add ${missing.length === 1 ? "it" : "them"} to your role, then sign in again.`,
  );
}

function ofCluster(verb: ClusterVerb, act: VcdAct, facts: OfCluster, what: string): Capability {
  const right = rightsAllow(act, facts, what, facts.cluster);
  if (!right.ok) return right;
  const able = byLimit(versionAllows(verb, facts.cluster));
  return able.ok ? ready(facts.cluster) : able;
}

function byLimit(limit: Limit): Capability {
  return limit.ok ? allowed : refused("limit", limit.reason, limit.next);
}

function ready(cluster: OfCluster["cluster"]): Capability {
  return cluster.state === "RESOLVED" ? notBusy(cluster) : notResolved(cluster);
}

const doing: Record<string, string> = {
  CREATE: "being created",
  UPDATE: "being changed",
  UPGRADE: "being upgraded",
  DELETE: "being deleted",
};

function notBusy(cluster: OfCluster["cluster"]): Capability {
  if (cluster.phase?.status !== "IN_PROGRESS") return allowed;
  return refused(
    "state",
    `${cluster.name} is ${doing[cluster.phase.operation] ?? "being worked on"}.`,
    "Wait until CSE has finished: it refuses a second change.",
  );
}

function notResolved(cluster: OfCluster["cluster"]): Capability {
  if (cluster.phase?.operation === "CREATE" && cluster.phase.status === "IN_PROGRESS")
    return notBusy(cluster);
  return refused(
    "state",
    `VMware Cloud Director calls ${cluster.name} ${cluster.state}; CSE acts on resolved clusters only.`,
    "Delete the cluster, or ask the provider to resolve it.",
  );
}
