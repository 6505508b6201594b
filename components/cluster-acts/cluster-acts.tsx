"use client";
import { Panel } from "@/components/ui/panel";
import type { VcdClusterView } from "@/lib/domain/exposures/cluster-views";
import type { ClusterActActions } from "./cluster-act-actions";
import { DeleteDialog } from "./delete-dialog";
import { ResizeDialog } from "./resize-dialog";
import { ShareDialog } from "./share-dialog";
import { UpgradeDialog } from "./upgrade-dialog";

/** What the dialogs need of a cluster's page. */
export type ActedCluster = Pick<
  VcdClusterView,
  | "id"
  | "name"
  | "kind"
  | "dialect"
  | "wantedWorkers"
  | "nodes"
  | "template"
  | "owner"
  | "dnat"
  | "exposure"
  | "can"
>;

type Props = {
  organization: string;
  cluster: ActedCluster;
  actions: ClusterActActions;
  /** The dialog that the page was opened with: `?show=resize`. */
  show: string | null;
};

/** Buttons stand beside one another; a reason beneath one needs the width of a column. */
const row = "flex flex-wrap items-start gap-x-6 gap-y-4 [&>span]:max-w-80";

/** What CSE can change of a cluster, in the person's own name; each greyed with the reason where it cannot. */
export function ClusterActs(props: Props) {
  return (
    <Panel
      title="Change the cluster"
      sentence="CSE does this in your name, with your own session at VMware Cloud Director."
    >
      <div className={row}>
        <ResizeDialog {...props} />
        <UpgradeDialog {...props} />
        <ShareDialog {...props} />
      </div>
    </Panel>
  );
}

/** The dangerous ones, last on the page. */
export function ClusterRemoval(props: Props) {
  const { forceDelete } = props.cluster.can;
  return (
    <Panel title="Delete the cluster" danger>
      <div className={row}>
        <DeleteDialog {...props} verb="delete" />
        {forceDelete.ok || forceDelete.kind !== "limit" || props.cluster.dialect !== "capvcd" ? (
          <DeleteDialog {...props} verb="force-delete" />
        ) : null}
      </div>
    </Panel>
  );
}
