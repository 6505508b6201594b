import type { ClusterStep } from "@/lib/domain/vcd/observed";

/**
 * CSE tells its step in words alone (container-service-extension 3.0.4 and 3.1.4, messages of the cluster services).
 * More particular words stand before the ones they contain.
 */
const words: readonly (readonly [RegExp, ClusterStep])[] = [
  [/^Error creating cluster .*rollback=True/, "rolling-back"],
  [/^(Error|Unknown error|Failed to|Unexpected error while) creat(e|ing) cluster/, "create-failed"],
  [/^Creating cluster vApp/, "creating-vapp"],
  [/^Creating cluster /, "accepted"],
  [/^Creating control plane node/, "creating-control-plane"],
  [/^(Initializing cluster|Adding control plane node)/, "initializing"],
  [/^Creating \d+ NFS nodes?/i, "creating-nfs"],
  [/^Enabling \d+ NFS node/i, "enabling-nfs"],
  [/^Creating \d+ (node\(s\)|nodes?) for cluster/, "creating-workers"],
  [/^(Adding|Joining) \d+ node\(s\) to cluster/, "joining-workers"],
  [/^Updating cluster .* defined entity/, "updating-entity"],
  [/^Created cluster /, "created"],
  [/^Unexpected error while resizing/, "resize-failed"],
  [/^Resized the cluster .* and failed to un-?expose/, "resized-but-still-exposed"],
  [/^Resized the cluster .* and un-?exposed/, "resized-and-unexposed"],
  [/^Resized the cluster /, "resized"],
  [
    /^(Resizing the cluster|Creating \d+ workers|Deleting \d+ node\(s\)|Deleting .* node\(s\) from cluster)/,
    "resizing",
  ],
  [/^Deleted the \[/, "resized"],
  [/^Unexpected error while upgrading/, "upgrade-failed"],
  [/^(Successfully upgraded|Upgraded) cluster/, "upgraded"],
  [/^(Upgrading |Draining |Uncordoning |Applying CNI|Saving upgraded)/, "upgrading"],
  [/^(Unexpected error while deleting|Failed to delete)/, "delete-failed"],
  [/^(Deleted cluster|Completed force deletion).* with failed dnat rule deletion/, "deleted-but-rule-left"],
  [/^(Deleted cluster|Completed force deletion)/, "deleted"],
  [/^(Deleting cluster|Deleting vApp|Deleting dnat rule|Delet(e|ing) )/, "deleting"],
  [/^Download kubeconfig/i, "fetching-kubeconfig"],
  [/^(Sharing|Updating acl|Updated acl)/i, "sharing"],
];

/** The step that a task's operation speaks of; null for words that are not known. */
export function clusterStepOf(operation: string): ClusterStep | null {
  return words.find(([pattern]) => pattern.test(operation))?.[1] ?? null;
}
