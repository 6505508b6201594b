import { describeVcdFault } from "./faults";
import { type ClusterStep, endedTaskStatuses, type TaskSeen, type TaskStatus } from "./observed";

export type TaskView = {
  id: string;
  title: string;
  status: TaskStatus;
  step: ClusterStep | null;
  /** Each different word it said of itself, oldest first, and when that was first seen. */
  steps: { label: string; at: string }[];
  /** 0 to 100; CSE does not say, edge gateways do. */
  progress: number | null;
  startedAt: string | null;
  endedAt: string | null;
  /** Until its end, or until now while it runs. */
  durationMs: number | null;
  fault: { title: string; cause: string; next: string } | null;
  providerRequestId: string | null;
  seenAt: string;
};

/** A task as it is kept, with the steps that VCD itself forgets. */
export type TaskSources = {
  seen: Omit<TaskSeen, "result">;
  steps: { step: ClusterStep | null; operation: string; at: string }[];
  firstSeenAt: Date;
  seenAt: Date;
  endedAt: Date | null;
};

const stepWords: Record<ClusterStep, string> = {
  accepted: "Accepted by CSE",
  "creating-vapp": "Making the vApp",
  "creating-control-plane": "Making the control plane's machine",
  initializing: "Initializing the control plane; the DNAT rule of an exposed cluster is made now",
  "creating-workers": "Making worker machines",
  "joining-workers": "Joining workers to the cluster",
  "creating-nfs": "Making the NFS machine",
  "enabling-nfs": "Setting up NFS",
  "updating-entity": "Writing the result down",
  created: "Created",
  "rolling-back": "Failed; taking back what was made",
  "create-failed": "Creation failed",
  resizing: "Changing the number of nodes",
  resized: "Resized",
  "resized-and-unexposed": "Updated and un-exposed",
  "resized-but-still-exposed": "Updated, but still exposed",
  "resize-failed": "Update failed",
  upgrading: "Upgrading",
  upgraded: "Upgraded",
  "upgrade-failed": "Upgrade failed",
  deleting: "Deleting",
  deleted: "Deleted",
  "deleted-but-rule-left": "Deleted, but its DNAT rule was left",
  "delete-failed": "Deletion failed",
  sharing: "Sharing",
  "fetching-kubeconfig": "Reading the kubeconfig",
};

/** Names of operations of edge gateways, as VCD's tasks carry them. */
/** By VCD's names without their case and underscores: it spells them `natRuleCreate` and `NAT_RULE_CREATE`. */
const operationWords: Record<string, string> = {
  natrulecreate: "Make a DNAT rule",
  natruleupdate: "Change a DNAT rule",
  natruledelete: "Delete a DNAT rule",
  edgegatewayupdate: "Change the edge gateway",
  orgvdcgatewayupdate: "Change the edge gateway",
  firewallgroupcreate: "Make an IP set",
  firewallgroupdelete: "Delete an IP set",
  firewallrulesupdate: "Change the edge's firewall",
  applicationportprofilecreate: "Make a port profile",
  applicationportprofiledelete: "Delete a port profile",
};

/** A task with CSE's own steps, its progress, and its error in plain words. */
export function viewTask(task: TaskSources, now: Date): TaskView {
  const { seen } = task;
  const startedAt = seen.startedAt ?? task.firstSeenAt;
  const over = endedTaskStatuses.includes(seen.status);
  const endedAt = seen.endedAt ?? task.endedAt;
  const end = over ? endedAt : now;
  return {
    id: seen.id,
    title: titleOf(task),
    status: seen.status,
    step: seen.step,
    steps: task.steps.map(({ step, operation, at }) => ({
      label: step ? stepWords[step] : operation,
      at,
    })),
    progress: seen.progress,
    startedAt: startedAt.toISOString(),
    endedAt: over ? (endedAt?.toISOString() ?? null) : null,
    durationMs: end ? Math.max(0, end.getTime() - startedAt.getTime()) : null,
    fault: seen.fault && wordsOf(seen.fault),
    providerRequestId: seen.fault?.requestId ?? null,
    seenAt: task.seenAt.toISOString(),
  };
}

function wordsOf(fault: NonNullable<TaskSeen["fault"]>): TaskView["fault"] {
  const { title, cause, next } = describeVcdFault(fault);
  return { title, cause, next };
}

const firstSteps: Partial<Record<ClusterStep, string>> = {
  "creating-vapp": "Create the cluster",
  "creating-control-plane": "Create the cluster",
  initializing: "Create the cluster",
  "creating-workers": "Create the cluster",
  "joining-workers": "Create the cluster",
  "creating-nfs": "Create the cluster",
  "enabling-nfs": "Create the cluster",
  created: "Create the cluster",
  "rolling-back": "Create the cluster",
  "create-failed": "Create the cluster",
  resizing: "Update the cluster",
  resized: "Update the cluster",
  "resized-and-unexposed": "Un-expose the cluster",
  "resized-but-still-exposed": "Un-expose the cluster",
  "resize-failed": "Update the cluster",
  upgrading: "Upgrade the cluster",
  upgraded: "Upgrade the cluster",
  "upgrade-failed": "Upgrade the cluster",
  deleting: "Delete the cluster",
  deleted: "Delete the cluster",
  "deleted-but-rule-left": "Delete the cluster",
  "delete-failed": "Delete the cluster",
  sharing: "Share the cluster",
  "fetching-kubeconfig": "Read the kubeconfig",
};

function titleOf({ seen, steps }: TaskSources): string {
  const named = operationWords[seen.operationName.toLowerCase().replaceAll("_", "")];
  if (named) return named;
  const told = [...steps.map(({ step }) => step), seen.step].reverse();
  for (const step of told) {
    const title = step && firstSteps[step];
    if (title) return title;
  }
  return seen.operation || seen.operationName || "A task of VMware Cloud Director";
}
