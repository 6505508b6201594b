import { replaceAddresses } from "../../kubernetes/kubeconfig";
import { fail, succeed } from "../tasks";
import {
  callVcd,
  entityOf,
  meetFault,
  type Next,
  needEntity,
  pause,
  type StepContext,
  say,
  vappOf,
} from "./call-vcd";
import { writeSpec } from "./cluster-spec";
import { templateOf } from "./create-steps";
import {
  change,
  exposedIpOf,
  isOld,
  isTkgm2,
  nodeCount,
  setExposure,
  setNodes,
  setPhase,
  statusOf,
} from "./entity-status";
import { awaitTask, requestRuleDeletion, wordsOf } from "./expose";
import { addNodes, gitVersion } from "./machines";

const label = ({ operation }: StepContext) => `'${operation.clusterName}' (${operation.entityId})`;

function needVapp(context: StepContext) {
  const vapp = vappOf(context);
  if (!vapp) throw new Error(`Entity ${context.operation.clusterName} not found: its vApp is gone.`);
  return vapp;
}

/** Workers and NFS nodes first; the exposure comes after. */
function scale(context: StepContext): Next {
  const { spec } = context.operation.data;
  const vapp = needVapp(context);
  meetFault(context, "resize", "failure on creating nodes");
  const more = spec.workers.count - nodeCount(vapp, "worker");
  if (more > 0) {
    say(
      context,
      `Creating ${more} workers from template '${spec.templateName}' (revision ${spec.templateRevision}); adding to cluster ${label(context)}`,
    );
    addNodes(context, vapp, "worker", spec.workers, more);
  } else if (more < 0) {
    say(context, `Deleting ${-more} node(s) from cluster ${label(context)}`);
    const workers = vapp.nodes.filter((node) => node.role === "worker");
    const leaving = new Set(workers.slice(more).map((node) => node.vmId));
    vapp.nodes = vapp.nodes.filter((node) => !leaving.has(node.vmId));
  }
  const moreNfs = spec.nfs.count - nodeCount(vapp, "nfs");
  if (moreNfs > 0) addNodes(context, vapp, "nfs", spec.nfs, moreNfs);
  const next = context.operation.data.unexpose ? "unexpose" : "finish";
  return { step: next, afterMs: pause(context) };
}

/** The kubeconfig is rewritten before the rule is asked to go, so that a failure in between leaves both. */
function unexpose(context: StepContext): Next {
  const { sandbox, operation } = context;
  try {
    const vapp = needVapp(context);
    const entity = needEntity(context);
    if (!vapp.toolsRunning) throw new Error("VMware Tools is not running.");
    meetFault(context, "vm-tools", "VMware Tools is not running.");
    const internalIp = vapp.nodes.find((node) => node.role === "control-plane")?.ip ?? "";
    operation.data.internalIp = internalIp;
    const plane = sandbox.store.controlPlanes.get(vapp.id);
    const kubeconfig = replaceAddresses(plane?.kubeconfig ?? "", internalIp);
    if (isTkgm2(entity)) {
      change(entity, { private: { ...(statusOf(entity).private as object | null), kubeConfig: kubeconfig } });
    }
    if (plane) sandbox.store.controlPlanes.put({ ...plane, kubeconfig });
    const follow = requestRuleDeletion(context);
    if (follow === "waiting") {
      return { step: "unexpose-wait", afterMs: pause(context, sandbox.settings.cseTaskPollMs) };
    }
    operation.data.unexposed = true;
  } catch (error) {
    return unexposeFailed(context, error);
  }
  return { step: "finish", afterMs: pause(context) };
}

function unexposeWait(context: StepContext): Next {
  try {
    if (awaitTask(context) === "running") {
      return { step: "unexpose-wait", afterMs: pause(context, context.sandbox.settings.cseTaskPollMs) };
    }
  } catch {
    // CSE's NAT helper swallows the failed task: what follows is reported as done.
  }
  context.operation.data.unexposed = true;
  return { step: "finish", afterMs: pause(context) };
}

function unexposeFailed(context: StepContext, error: unknown): Next {
  const entity = entityOf(context);
  if (!entity || isTkgm2(entity)) throw entity ? new Error("Unable to unexpose exposed cluster.") : error;
  return { step: "finish", afterMs: pause(context) };
}

function finish(context: StepContext): Next {
  const { sandbox, operation, now, task } = context;
  const { spec, unexpose: wanted, unexposed } = operation.data;
  const entity = needEntity(context);
  const vapp = needVapp(context);
  // CSE 3.0.x never writes the new flag back; at API 36 the stored spec is what was sent.
  const stored = (entity.entity.spec as { expose?: boolean }).expose ?? false;
  const shown =
    spec.version === "1.0.0" && sandbox.settings.personality === "3.0.4" ? { ...spec, expose: stored } : spec;
  entity.entity = { ...entity.entity, spec: writeSpec(shown) };
  if (unexposed) setExposure(entity, null);
  const external = unexposed ? null : exposedIpOf(entity);
  setNodes(entity, vapp, spec, isOld(entity) ? (external ?? undefined) : undefined);
  if (unexposed) vapp.metadata["cse.master.ip"] = operation.data.internalIp ?? "";
  setPhase(entity, "UPDATE:SUCCEEDED");
  const tkgm = isTkgm2(entity);
  let message = `Resized the cluster ${label(context)} to the desired worker count ${spec.workers.count}`;
  message += tkgm ? " " : ` and nfs count ${spec.nfs.count}`;
  if (unexposed) message += " and un-exposed the cluster";
  else if (wanted) message += " and failed to un-expose the cluster";
  say(context, message);
  succeed(task, now, spec.version === "1.0.0" ? null : message);
  return null;
}

export const updateSteps = { scale, unexpose, "unexpose-wait": unexposeWait, finish };

/** Every other failure of a change: FAILED on the entity, error on the task. */
export function failChange(
  context: StepContext,
  phase: "UPDATE" | "UPGRADE" | "DELETE",
  message: string,
  error: unknown,
): Next {
  const entity = entityOf(context);
  const vapp = vappOf(context);
  if (entity) {
    setPhase(entity, `${phase}:FAILED`);
    const { spec } = context.operation.data;
    if (vapp && phase !== "DELETE")
      setNodes(entity, vapp, spec, (isOld(entity) && exposedIpOf(entity)) || undefined);
  }
  say(context, message);
  const code = context.operation.data.spec.version === "1.0.0" ? "INTERNAL_SERVER_ERROR" : message;
  fail(context.task, context.now, { code, message: wordsOf(error) });
  return null;
}

function upgradeStart(context: StepContext): Next {
  say(context, `Draining control plane node ['${needVapp(context).nodes[0]?.name ?? ""}']`);
  return { step: "upgrade-kubernetes", afterMs: pause(context) };
}

function upgradeKubernetes(context: StepContext): Next {
  const template = templateOf(context);
  meetFault(context, "upgrade", "Couldn't upgrade Kubernetes: kubeadm upgrade failed");
  const vapp = needVapp(context);
  const plane = context.sandbox.store.controlPlanes.get(vapp.id);
  say(
    context,
    `Upgrading Kubernetes (${plane?.kubernetesVersion ?? ""} -> ${template.kubernetesVersion}) in control plane node ['${vapp.nodes[0]?.name ?? ""}']`,
  );
  if (plane) context.sandbox.store.controlPlanes.put({ ...plane, kubernetesVersion: gitVersion(template) });
  return { step: "upgrade-nodes", afterMs: pause(context) };
}

function upgradeNodes(context: StepContext): Next {
  say(context, "Uncordoning all nodes");
  return { step: "upgrade-end", afterMs: pause(context) };
}

function upgradeEnd(context: StepContext): Next {
  const { operation, task, now } = context;
  const { spec } = operation.data;
  const entity = needEntity(context);
  const template = templateOf(context);
  const kubernetes = `${template.kubernetes} ${template.kubernetesVersion}`;
  entity.entity = { ...entity.entity, spec: writeSpec(spec) };
  change(entity, { kubernetes, os: template.os, cni: `${template.cni} ${template.cniVersion}` });
  if (!isOld(entity)) {
    const distribution = { templateName: spec.templateName, templateRevision: spec.templateRevision };
    change(entity, { cloudProperties: { ...(statusOf(entity).cloudProperties as object), distribution } });
  }
  setPhase(entity, "UPGRADE:SUCCEEDED");
  const message = `Successfully upgraded cluster '${operation.clusterName}' software to match template '${spec.templateName}' (revision ${spec.templateRevision}): Kubernetes: ${template.kubernetesVersion}, Docker-CE: ${template.dockerVersion}, CNI: ${template.cniVersion}`;
  say(context, message);
  succeed(task, now, spec.version === "1.0.0" ? null : message);
  return null;
}

export const upgradeSteps = {
  drain: upgradeStart,
  "upgrade-kubernetes": upgradeKubernetes,
  "upgrade-nodes": upgradeNodes,
  "upgrade-end": upgradeEnd,
};

function deleteNfs(context: StepContext): Next {
  const { operation, task, now } = context;
  const vapp = needVapp(context);
  const entity = needEntity(context);
  const name = operation.data.nodeName ?? "";
  vapp.nodes = vapp.nodes.filter((node) => node.name !== name);
  callVcd(
    context,
    { operation: "deleteVm", method: "DELETE", path: `/api/vApp/vapp-${vapp.id}` },
    () => undefined,
  );
  setNodes(entity, vapp, operation.data.spec, (isOld(entity) && exposedIpOf(entity)) || undefined);
  setPhase(entity, "UPDATE:SUCCEEDED");
  const message = `Deleted the ['${name}'] nodes  from cluster ${label(context)}`;
  say(context, message);
  succeed(task, now);
  return null;
}

export const nfsSteps = { "delete-nfs": deleteNfs };
