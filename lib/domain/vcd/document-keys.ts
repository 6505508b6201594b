import type { RdeVersion } from "./cluster-config";

/** Fields of a document by the path they stand at. `null` ends a branch; `free` is carried as written. */
export type KeyTree = { [key: string]: KeyTree | null | "free" };

const nodes1: KeyTree = { count: null, sizing_class: null, storage_profile: null };

const keys1: KeyTree = {
  api_version: null,
  kind: null,
  metadata: { cluster_name: null, org_name: null, ovdc_name: null },
  spec: {
    control_plane: nodes1,
    expose: null,
    k8_distribution: { template_name: null, template_revision: null },
    nfs: nodes1,
    settings: { network: null, rollback_on_failure: null, ssh_key: null },
    workers: nodes1,
  },
};

const nodes2: KeyTree = { count: null, cpu: null, memory: null, sizingClass: null, storageProfile: null };

const keys2: KeyTree = {
  apiVersion: null,
  kind: null,
  metadata: { name: null, orgName: null, site: null, virtualDataCenterName: null },
  spec: {
    distribution: { templateName: null, templateRevision: null },
    settings: {
      cni: "free",
      cpi: "free",
      csi: "free",
      network: { cni: "free", expose: null, pods: { cidrBlocks: null }, services: { cidrBlocks: null } },
      ovdcNetwork: null,
      rollbackOnFailure: null,
      sshKey: null,
    },
    topology: { controlPlane: nodes2, nfs: nodes2, workers: nodes2 },
  },
};

export function keyTree(version: RdeVersion): KeyTree {
  return version === "1.0.0" ? keys1 : keys2;
}

/** Names of the fields CSE knows at a path. */
export function keysAt(version: RdeVersion, path: readonly (string | number)[]): string[] {
  let tree: KeyTree | null | "free" = keyTree(version);
  for (const part of path) {
    if (tree === null || tree === "free") return [];
    tree = tree[String(part)] ?? null;
  }
  return tree === null || tree === "free" ? [] : Object.keys(tree);
}

/** The known name that was most likely meant: another spelling of it, or at most two slips away. */
export function nearestKey(key: string, known: readonly string[]): string | null {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, "");
  const respelled = known.find((name) => plain(name) === plain(key));
  if (respelled) return respelled;
  let best: string | null = null;
  let least = 3;
  for (const name of known) {
    const slips = distance(plain(key), plain(name));
    if (slips < least && slips < name.length / 2) {
      best = name;
      least = slips;
    }
  }
  return best;
}

/** Levenshtein's distance of two short words. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min((row[j - 1] ?? 0) + 1, (previous[j] ?? 0) + 1, (previous[j - 1] ?? 0) + same));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
