import { describe, expect, it } from "vitest";
import { clusterStepOf } from "./task-steps";

const id = "urn:vcloud:entity:cse:nativeCluster:1.0.0:0b2d2c2e-5a4e-4c55-9d0f-3a3f0f6d8f11";

describe("clusterStepOf", () => {
  it.each([
    ["Creating cluster 'tkg1' from template 'ubuntu' (revision 1)", "accepted"],
    [`Creating cluster vApp tkg1 (${id})`, "creating-vapp"],
    [`Creating control plane node for cluster 'tkg1' (${id})`, "creating-control-plane"],
    [`Initializing cluster 'tkg1' (${id})`, "initializing"],
    [`Adding control plane node for 'tkg1' (${id})`, "initializing"],
    [`Creating 2 node(s) for cluster 'tkg1' (${id})`, "creating-workers"],
    [`Adding 2 node(s) to cluster 'tkg1' (${id})`, "joining-workers"],
    [`Creating 1 NFS nodes for cluster 'tkg1' (${id})`, "creating-nfs"],
    [`Enabling 1 NFS node(s) in cluster 'tkg1' (${id})`, "enabling-nfs"],
    [`Updating cluster \`tkg1\` (${id}) defined entity`, "updating-entity"],
    [`Created cluster 'tkg1' (${id})`, "created"],
    ["Error creating cluster 'tkg1'. Deleting cluster (rollback=True)", "rolling-back"],
    ["Error creating cluster 'tkg1'", "create-failed"],
    ["Unknown error creating cluster 'tkg1'", "create-failed"],
    [`Resizing the cluster 'tkg1' (${id}) to the desired worker count 2 and nfs count 0`, "resizing"],
    [`Resized the cluster 'tkg1' (${id}) to the desired worker count 2 and nfs count 0`, "resized"],
    [
      `Resized the cluster 'tkg1' (${id}) to the desired worker count 1 and nfs count 0 and un-exposed the cluster`,
      "resized-and-unexposed",
    ],
    [
      `Resized the cluster 'tkg1' (${id}) to the desired worker count 1 and nfs count 0 and failed to un-expose the cluster`,
      "resized-but-still-exposed",
    ],
    [`Unexpected error while resizing nodes for tkg1 (${id})`, "resize-failed"],
    [`Deleting cluster 'tkg1' (${id})`, "deleting"],
    ["Deleted cluster 'tkg1'", "deleted"],
    ["Deleted cluster 'tkg1' with failed dnat rule deletion", "deleted-but-rule-left"],
    ["Completed force deletion of 'tkg1'", "deleted"],
    ["Unexpected error while deleting cluster tkg1", "delete-failed"],
    ["NAT_RULE_CREATE tenant1-edge", null],
    ["", null],
  ])("%s is %s", (operation, step) => {
    expect(clusterStepOf(operation)).toBe(step);
  });
});
