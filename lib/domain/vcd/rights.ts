/** Names of VCD's rights as its roles list them (container-service-extension `RBAC.md`, `CLUSTER_MANAGEMENT.md`). */
export const rightNames = {
  viewClusters: "View: cse:nativeCluster",
  editClusters: "Edit: cse:nativeCluster",
  controlClusters: "Full Control: cse:nativeCluster",
  viewAllClusters: "Administrator View: cse:nativeCluster",
  controlAllClusters: "Administrator Full Control: cse:nativeCluster",
  viewEdge: "Organization vDC Gateway: View",
  viewNat: "Organization vDC Gateway: View NAT",
  configureNat: "Organization vDC Gateway: Configure NAT",
  viewFirewall: "Organization vDC Gateway: View Firewall",
  configureFirewall: "Organization vDC Gateway: Configure Firewall",
  viewLoadBalancer: "Organization vDC Gateway: View Load Balancer",
  configureLoadBalancer: "Organization vDC Gateway: Configure Load Balancer",
  manageTokens: "API Tokens: Manage",
  viewPublishedCatalogs: "Catalog: View Published Catalogs",
  createSharedDisks: "Organization vDC Shared Named Disk: Create",
} as const;

export type RightKey = keyof typeof rightNames;

/** Acts that VCD or CSE must allow the person. */
export const vcdActs = [
  "see-clusters",
  "create-cluster",
  "create-exposed-cluster",
  "resize-cluster",
  "upgrade-cluster",
  "delete-cluster",
  "force-delete-cluster",
  "share-cluster",
  "read-kubeconfig",
  "see-dnat",
  "expose-cluster",
  "unexpose-cluster",
  "narrow-rule",
  "delete-rule",
  "see-firewall",
  "open-firewall",
] as const;
export type VcdAct = (typeof vcdActs)[number];

/** One of these rights is enough; an administrator's right includes the plain one. */
export type RightChoice = readonly [RightKey, ...RightKey[]];

const view: RightChoice = [
  "viewClusters",
  "editClusters",
  "controlClusters",
  "viewAllClusters",
  "controlAllClusters",
];
const edit: RightChoice = ["editClusters", "controlClusters", "controlAllClusters"];
const control: RightChoice = ["controlClusters", "controlAllClusters"];
const nat: RightChoice[] = [["viewEdge"], ["viewNat"], ["configureNat"]];

/** What each act needs: every line, one right of each. */
const needs: Record<VcdAct, readonly RightChoice[]> = {
  "see-clusters": [view],
  "create-cluster": [edit],
  "create-exposed-cluster": [edit, ...nat],
  "resize-cluster": [edit],
  "upgrade-cluster": [edit],
  "delete-cluster": [control],
  "force-delete-cluster": [control],
  "share-cluster": [control],
  "read-kubeconfig": [view],
  "see-dnat": [["viewEdge"], ["viewNat"]],
  "expose-cluster": [edit, ...nat],
  "unexpose-cluster": [edit, ...nat],
  "narrow-rule": nat,
  "delete-rule": nat,
  "see-firewall": [["viewEdge"], ["viewFirewall"]],
  "open-firewall": [["viewEdge"], ["viewFirewall"], ["configureFirewall"]],
};

/** Kind and entity type of the cluster an act concerns, where they matter. */
export type ActOn = { kind?: string; dialect?: "native-1" | "native-2" | "capvcd" };

/** What an act needs, as VCD's names: every line, and one right of each. */
export function rightsNeeded(act: VcdAct, on: ActOn = {}): readonly (readonly string[])[] {
  // The kubeconfig of a TKGm cluster of CSE 3.1.x is in the entity's restricted part.
  const restricted = act === "read-kubeconfig" && on.kind === "TKGm" && on.dialect === "native-2";
  return (restricted ? [control] : needs[act]).map((choice) => choice.map((key) => rightNames[key]));
}

/**
 * Names of rights that a person lacks for an act, the plainest of each choice; null where VCD does not let the person's
 * rights be read: then only trying tells.
 */
export function missingRights(
  act: VcdAct,
  held: readonly string[] | null,
  on: ActOn = {},
): readonly string[] | null {
  if (held === null) return null;
  const names = new Set(held.map((name) => name.trim()));
  return rightsNeeded(act, on)
    .filter((choice) => !choice.some((name) => names.has(name)))
    .map((choice) => choice[0] ?? "");
}
