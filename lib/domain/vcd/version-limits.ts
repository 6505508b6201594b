import type { ClusterDialect } from "./observed";

/** Acts on a cluster that exists. */
export type ClusterVerb =
  | "resize"
  | "upgrade"
  | "share"
  | "delete"
  | "force-delete"
  | "unexpose-by-cse"
  | "read-kubeconfig";

export type Limit = { ok: true } | { ok: false; reason: string; next: string };

const fine: Limit = { ok: true };

/**
 * What the version of CSE that made a cluster can do with it at all. Rules of CSE 3.0.4 `def_/cluster_service.py` and
 * 3.1.4 `cluster_service_2_x_tkgm.py`; CAPVCD clusters are only read here.
 */
export function versionAllows(verb: ClusterVerb, cluster: { dialect: ClusterDialect; kind: string }): Limit {
  const { dialect, kind } = cluster;
  if (dialect === "capvcd") {
    return verb === "read-kubeconfig"
      ? limit(
          "Clusters of CSE 4 hand out their kubeconfig in VMware Cloud Director only.",
          "Download it there.",
        )
      : limit("Clusters of CSE 4 are shown here, not changed.", "Use VMware Cloud Director, or Cluster API.");
  }
  const tkgmOf31 = kind === "TKGm" && dialect === "native-2";
  switch (verb) {
    case "upgrade":
      return tkgmOf31
        ? limit("CSE does not upgrade TKGm clusters.", "Make a new cluster from a newer template.")
        : fine;
    case "share":
      return kind === "native"
        ? fine
        : limit("CSE shares native clusters only.", "Hand over a kubeconfig instead, if you may.");
    case "force-delete":
      return dialect === "native-2"
        ? fine
        : limit(
            "CSE 3.0.x has no force-delete.",
            "Delete it; if that fails, the provider removes what is left.",
          );
    default:
      return fine;
  }
}

/** Whether CSE takes a new count of workers and NFS nodes for this cluster. */
export function resizeAllowed(
  cluster: { dialect: ClusterDialect; kind: string; workers: number; nfsNodes: number },
  wanted: { workers: number; nfsNodes: number },
): Limit {
  const able = versionAllows("resize", cluster);
  if (!able.ok) return able;
  const most = cluster.dialect === "native-1" ? 100 : 200;
  if (!Number.isInteger(wanted.workers) || wanted.workers < 0 || wanted.workers > most) {
    return limit(`CSE takes 0 to ${most} workers.`, "Enter a whole number in that range.");
  }
  if (wanted.nfsNodes < cluster.nfsNodes) {
    return limit("CSE cannot take NFS nodes away with a resize.", "Delete an NFS node by its name instead.");
  }
  if (cluster.kind === "TKGm" && cluster.dialect === "native-2" && wanted.workers < cluster.workers) {
    return limit(
      "CSE cannot take workers away from a TKGm cluster.",
      "Make a smaller cluster and move to it.",
    );
  }
  if (wanted.workers === cluster.workers && wanted.nfsNodes === cluster.nfsNodes) {
    return limit(
      `The cluster already has ${cluster.workers} workers and ${cluster.nfsNodes} NFS nodes.`,
      "Change one of the numbers.",
    );
  }
  return fine;
}

/** What an act will do, said before it is done. */
export function describeConsequence(
  verb: ClusterVerb,
  cluster: { name: string; dialect: ClusterDialect; kind: string; exposed: boolean },
): string {
  const { name } = cluster;
  switch (verb) {
    case "resize":
      return `CSE adds or removes worker nodes of ${name}, one after another. Pods on a removed node are ended.${cluster.exposed ? " The exposure stays as it is." : ""}`;
    case "upgrade":
      return `CSE drains and upgrades the nodes of ${name}, one after another. The API server is away for some minutes.${cluster.exposed ? " The exposure stays as it is." : ""}`;
    case "share":
      return `Whoever ${name} is shared with sees it, and with more than read access can change it.`;
    case "delete":
      return `CSE deletes all machines of ${name} with their disks${cluster.exposed ? ", then its DNAT rule; Drawbridge looks afterwards whether that rule is gone" : ""}. This cannot be undone.`;
    case "force-delete":
      return `CSE deletes what it finds of ${name} and goes on where a step fails. Machines, disks or a DNAT rule may be left; Drawbridge looks for a rule afterwards. This cannot be undone.`;
    case "unexpose-by-cse":
      return `CSE rewrites the kubeconfig of ${name} to its internal address, then deletes the DNAT rule. Copies of the old kubeconfig stop working. CSE itself can never expose it again; Drawbridge can, with a rule of its own.`;
    case "read-kubeconfig":
      return `The file makes whoever has it an administrator of ${name}. CSE can neither limit nor withdraw it.`;
  }
}

function limit(reason: string, next: string): Limit {
  return { ok: false, reason, next };
}
