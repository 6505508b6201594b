import type { ClusterActActions } from "@/components/cluster-acts/cluster-act-actions";
import * as actions from "./actions";

/** What a cluster's page hands to its dialogs. */
export const clusterActActions: ClusterActActions = {
  resize: actions.resizeClusterAction,
  askPlan: actions.askUpgradePlanAction,
  upgrade: actions.upgradeClusterAction,
  askShares: actions.askSharesAction,
  share: actions.shareClusterAction,
  remove: actions.deleteClusterAction,
  forceRemove: actions.forceDeleteClusterAction,
};
