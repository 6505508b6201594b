import { kubeadmInit } from "../../kubernetes/kubeadm";
import { fail, succeed } from "../tasks";
import { entityOf, meetFault, type Next, needEntity, pause, type StepContext, say, vappOf } from "./call-vcd";
import { KnownFailure } from "./cse-error";
import { change, isTkgm2, setExposure, setNodes, setPhase } from "./entity-status";
import { awaitRule, awaitTask, pickAddress, postRule, requestRuleDeletion, wordsOf } from "./expose";
import { addNodes, gitVersion, makeVapp, removeVapp } from "./machines";

const API_35_CODE = "INTERNAL_SERVER_ERROR";

const label = ({ operation }: StepContext) => `'${operation.clusterName}' (${operation.entityId})`;

export function templateOf({ sandbox, operation }: StepContext) {
  const { templateName, templateRevision } = operation.data.spec;
  const template = sandbox.store.templates.get(`${templateName}/${templateRevision}`);
  if (!template) throw new Error(`Template '${templateName}' at revision ${templateRevision} not found.`);
  return template;
}

function needVapp(context: StepContext) {
  const vapp = vappOf(context);
  if (!vapp) throw new Error(`Entity ${context.operation.clusterName} not found: its vApp is gone.`);
  return vapp;
}

/** TKGm of 3.1.x runs no kubeadm script of its own and fails the create when the expose fails. */
const isTkgm = (context: StepContext) => {
  const entity = entityOf(context);
  return entity !== undefined && isTkgm2(entity);
};

function vapp(context: StepContext): Next {
  const { operation } = context;
  say(context, `Creating cluster vApp ${operation.clusterName} (${operation.entityId})`);
  meetFault(context, "create-vapp", "Error while creating vApp: Internal Server Error");
  operation.data.vappId = makeVapp(context).id;
  return { step: "control-plane", afterMs: pause(context) };
}

function controlPlane(context: StepContext): Next {
  const { operation } = context;
  say(context, `Creating control plane node for cluster ${label(context)}`);
  meetFault(context, "create-control-plane", "Error adding control plane node: failure on creating nodes");
  const [node] = addNodes(context, needVapp(context), "control-plane", operation.data.spec.controlPlane, 1);
  operation.data.internalIp = node?.ip ?? "";
  return { step: "initialize", afterMs: pause(context) };
}

function initialize(context: StepContext): Next {
  const tkgm = isTkgm(context);
  say(
    context,
    tkgm ? `Adding control plane node for ${label(context)}` : `Initializing cluster ${label(context)}`,
  );
  if (!context.operation.data.spec.expose) return { step: "kubeadm", afterMs: 0 };
  return exposing(context, () => pickAddress(context));
}

/** A failed expose is the end of a TKGm create on 3.1.x; everywhere else it leaves one line in CSE's log. */
function exposing(context: StepContext, run: () => Next): Next {
  try {
    return run();
  } catch (error) {
    delete context.operation.data.exposeIp;
    if (isTkgm(context)) throw new KnownFailure(`Error adding control plane node: ${wordsOf(error)}`);
    return { step: "kubeadm", afterMs: 0 };
  }
}

const post = (context: StepContext): Next => exposing(context, () => postRule(context));

const wait = (context: StepContext): Next =>
  exposing(context, () =>
    awaitRule(context) === "waiting"
      ? { step: "expose-wait", afterMs: pause(context, context.sandbox.settings.cseTaskPollMs) }
      : { step: "kubeadm", afterMs: 0 },
  );

async function kubeadm(context: StepContext): Promise<Next> {
  const { operation, sandbox, now } = context;
  const { spec, exposeIp, internalIp = "" } = operation.data;
  const machine = needVapp(context);
  const template = templateOf(context);
  meetFault(context, "kubeadm-init", "Couldn't initialize cluster: kubeadm init failed");
  const [node] = machine.nodes;
  const tkgm = isTkgm(context);
  const record = await kubeadmInit({
    vappId: machine.id,
    clusterName: operation.clusterName,
    nodeName: node?.name ?? "",
    ip: internalIp,
    controlPlaneEndpoint: exposeIp && !template.withoutKubeadmInit ? exposeIp : null,
    kubernetesVersion: gitVersion(template),
    os: template.os,
    containerRuntime:
      template.dockerVersion === "n/a" ? "containerd://1.4.6" : `docker://${template.dockerVersion}`,
    serviceCidr: spec.serviceCidr ?? (tkgm ? "100.64.0.0/13" : "10.96.0.0/12"),
    podCidr: spec.podCidr ?? (tkgm ? "100.96.0.0/11" : "192.168.0.0/16"),
    createdAt: now,
  });
  sandbox.store.controlPlanes.put(record);
  machine.metadata["cse.master.ip"] = exposeIp || internalIp;
  return { step: "workers", afterMs: pause(context) };
}

function workers(context: StepContext): Next {
  const { spec } = context.operation.data;
  say(context, `Creating ${spec.workers.count} node(s) for cluster ${label(context)}`);
  meetFault(context, "create-workers", "Error creating worker node: failure on creating nodes");
  addNodes(context, needVapp(context), "worker", spec.workers, spec.workers.count);
  return { step: "join", afterMs: pause(context) };
}

function join(context: StepContext): Next {
  const { spec } = context.operation.data;
  const verb = isTkgm(context) ? "Added" : "Adding";
  say(context, `${verb} ${spec.workers.count} node(s) to cluster ${label(context)}`);
  meetFault(context, "join-workers", "Couldn't join cluster: kubeadm join failed");
  return { step: spec.nfs.count > 0 ? "nfs" : "finish", afterMs: pause(context) };
}

function nfs(context: StepContext): Next {
  const { spec } = context.operation.data;
  say(context, `Creating ${spec.nfs.count} NFS nodes for cluster ${label(context)}`);
  meetFault(context, "create-nfs", "Error creating NFS node: failure on creating nodes");
  addNodes(context, needVapp(context), "nfs", spec.nfs, spec.nfs.count);
  return { step: "nfs-enable", afterMs: pause(context) };
}

function nfsEnable(context: StepContext): Next {
  say(context, `Enabling ${context.operation.data.spec.nfs.count} NFS node(s) in cluster ${label(context)}`);
  return { step: "finish", afterMs: pause(context) };
}

/** The first answer is a look ahead: entity and task say so one step later. */
function finish(context: StepContext): Next {
  const { operation } = context;
  say(context, `Updating cluster \`${operation.clusterName}\` (${operation.entityId}) defined entity`);
  return { step: "done", afterMs: pause(context) };
}

function done(context: StepContext): Next {
  const { operation, sandbox, task, now } = context;
  const { spec, exposeIp } = operation.data;
  meetFault(context, "update-entity", "Internal Server Error");
  const machine = needVapp(context);
  const entity = needEntity(context);
  entity.externalId = `${operation.base}/api/vApp/vapp-${machine.id}`;
  setNodes(entity, machine, spec, exposeIp && spec.version === "1.0.0" ? exposeIp : undefined);
  if (exposeIp) setExposure(entity, exposeIp);
  if (isTkgm2(entity)) {
    const kubeConfig = sandbox.store.controlPlanes.get(machine.id)?.kubeconfig ?? "";
    change(entity, { private: { kubeConfig, kubeToken: "", certificates: null } });
  }
  setPhase(entity, "CREATE:SUCCEEDED");
  entity.state = "RESOLVED";
  const message = `Created cluster ${label(context)}`;
  say(context, message);
  succeed(task, now, spec.version === "1.0.0" ? null : message);
  return null;
}

export const createSteps: Record<string, (context: StepContext) => Next | Promise<Next>> = {
  vapp,
  "control-plane": controlPlane,
  initialize,
  "expose-post": post,
  "expose-wait": wait,
  kubeadm,
  workers,
  join,
  nfs,
  "nfs-enable": nfsEnable,
  finish,
  done,
  rollback,
  "rollback-rule": rollbackRule,
  "rollback-end": rollbackEnd,
};

/** What follows an error: rollback for failures CSE knows, CREATE:FAILED for all others and without rollback. */
export function failCreate(context: StepContext, error: unknown): Next {
  const { operation, now, task } = context;
  const { clusterName, data } = operation;
  if (error instanceof KnownFailure && data.spec.rollback) {
    data.failure = error.message;
    const failing = entityOf(context);
    if (failing && data.spec.version !== "1.0.0") setPhase(failing, "CREATE:FAILED");
    say(context, `Error creating cluster '${clusterName}'. Deleting cluster (rollback=True)`);
    return { step: "rollback", afterMs: pause(context) };
  }
  const entity = entityOf(context);
  const machine = vappOf(context);
  if (entity) {
    setPhase(entity, "CREATE:FAILED");
    if (machine) {
      setNodes(entity, machine, data.spec);
      entity.externalId = `${operation.base}/api/vApp/vapp-${machine.id}`;
    }
    // The entity of a 3.1.x cluster is checked against its schema before the nodes exist.
    entity.state = machine && machine.nodes.length > 0 ? "RESOLVED" : "RESOLUTION_ERROR";
  }
  const old = data.spec.version === "1.0.0";
  const known = `Error creating cluster '${clusterName}'`;
  const unknown = old
    ? `Unknown error creating cluster '${clusterName}'`
    : `Unknown error creating cluster '${clusterName}: ${wordsOf(error)}'`;
  const message = error instanceof KnownFailure ? known : unknown;
  say(context, message);
  fail(task, now, { code: old ? API_35_CODE : message, message: wordsOf(error) });
  return null;
}

function rollback(context: StepContext): Next {
  const machine = vappOf(context);
  try {
    meetFault(context, "rollback-delete-vapp", "Internal Server Error");
    if (machine) removeVapp(context, machine);
  } catch {
    // CSE logs it and goes on: the vApp stays behind.
  }
  const { data } = context.operation;
  const wanted = data.exposeIp || (isTkgm(context) && data.spec.expose);
  if (!wanted) return { step: "rollback-end", afterMs: pause(context) };
  try {
    const follow = requestRuleDeletion(context);
    const step = follow === "waiting" ? "rollback-rule" : "rollback-end";
    return { step, afterMs: pause(context, context.sandbox.settings.cseTaskPollMs) };
  } catch {
    return { step: "rollback-end", afterMs: pause(context) };
  }
}

function rollbackRule(context: StepContext): Next {
  const again = { step: "rollback-rule", afterMs: pause(context, context.sandbox.settings.cseTaskPollMs) };
  try {
    if (awaitTask(context) === "running") return again;
  } catch {
    // Logged, and the orphan stays.
  }
  return { step: "rollback-end", afterMs: 0 };
}

function rollbackEnd(context: StepContext): Next {
  const { operation, sandbox, now, task } = context;
  sandbox.store.entities.delete(operation.entityId);
  const message = `Error creating cluster '${operation.clusterName}'. Deleting cluster (rollback=True)`;
  const code = operation.data.spec.version === "1.0.0" ? API_35_CODE : message;
  fail(task, now, { code, message: operation.data.failure ?? "" });
  return null;
}
