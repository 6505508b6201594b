import type { Entity, Task } from "../records";
import type { VcdSandbox } from "../state";
import { type ClusterSpec, flatten, writeSpec } from "./cluster-spec";
import { CseError } from "./cse-error";
import { isEntityBusy, isExposed, isOld, isTkgm2, kindOf, nodeCount, statusOf } from "./entity-status";
import { readDocument } from "./read-document";
import { type CseCaller, refusedTask, startChange } from "./requests";

type Json = Record<string, unknown>;

export const vappOfEntity = (sandbox: VcdSandbox, entity: Entity) =>
  sandbox.store.vapps.find((vapp) => vapp.entityId === entity.id);

/** The spec an update is compared with: the stored one at 1.0.0, one rebuilt from the status at 2.x. */
export function currentSpec(sandbox: VcdSandbox, entity: Entity): ClusterSpec {
  const { status: _, ...document } = entity.entity;
  const stored = readDocument(document, isOld(entity) ? "35.0" : "36.0");
  if (isOld(entity)) return stored;
  const status = statusOf(entity);
  const nodes = status.nodes as { controlPlane?: Json | null; workers?: Json[] } | null;
  const cloud = (status.cloudProperties ?? {}) as Json;
  const distribution = (cloud.distribution ?? {}) as Json;
  const vapp = vappOfEntity(sandbox, entity);
  const profile = (node: Json | null | undefined) =>
    (node?.storageProfile as string | null | undefined) ?? null;
  const { controlPlane, workers } = stored;
  return {
    ...stored,
    controlPlane: { ...controlPlane, storageProfile: profile(nodes?.controlPlane) },
    workers: {
      ...workers,
      count: vapp ? nodeCount(vapp, "worker") : 0,
      storageProfile: profile(nodes?.workers?.[0]) ?? workers.storageProfile,
    },
    nfs: { ...stored.nfs, count: vapp ? nodeCount(vapp, "nfs") : 0 },
    templateName: String(distribution.templateName ?? ""),
    templateRevision: Number(distribution.templateRevision ?? 0),
    network: String(cloud.ovdcNetworkName ?? ""),
    sshKey: (cloud.sshKey as string | null | undefined) ?? null,
    rollback: cloud.rollbackOnFailure !== false,
    expose: isExposed(entity),
  };
}

const changeable = {
  "1.0.0": ["workers.count", "nfs.count", "expose"],
  "2.1.0": [
    "topology.workers.count",
    "topology.nfs.count",
    "settings.network.expose",
    "distribution.templateName",
    "distribution.templateRevision",
  ],
};
const ignored = ["settings.network.pods.cidrBlocks", "settings.network.services.cidrBlocks"];

/** Refuses a change of anything else, in CSE's words. */
export function checkImmutable(
  sent: ClusterSpec,
  current: ClusterSpec,
  allowed: readonly string[] = changeable[sent.version],
): void {
  const reference = flatten(writeSpec(current));
  const wrong: string[] = [];
  for (const [key, value] of [...flatten(writeSpec(sent))].sort()) {
    if (allowed.includes(key) || ignored.includes(key)) continue;
    const expected = reference.get(key);
    const unsaid = sent.version === "2.1.0" && (value === null || value === undefined);
    if (unsaid || value === expected) continue;
    const shown = (each: unknown) => (each === null || each === undefined ? "None" : String(each));
    wrong.push(`${key} found : ${shown(value)} expected : ${shown(expected)}, `);
  }
  if (wrong.length > 0) throw new CseError(400, `Change detected in immutable field(s) [${wrong.join("")}].`);
}

function needReady(entity: Entity, verb: string): void {
  if (entity.state === "RESOLVED" && !isEntityBusy(entity)) return;
  throw new CseError(
    500,
    `Cluster ${entity.name} with id ${entity.id} is not in a valid state to be ${verb}. Please contact the administrator`,
  );
}

function resize(sandbox: VcdSandbox, from: CseCaller, entity: Entity, sent: ClusterSpec): Task {
  const tkgm = isTkgm2(entity);
  const vapp = vappOfEntity(sandbox, entity);
  const stored = currentSpec(sandbox, entity);
  const workers = vapp ? nodeCount(vapp, "worker") : stored.workers.count;
  const nfs = vapp ? nodeCount(vapp, "nfs") : stored.nfs.count;
  const wanted = { workers: sent.workers.count, nfs: sent.nfs.count };
  if (tkgm && wanted.workers < workers) throw new CseError(500, "Scaling down TKGm cluster is not supported");
  if (!tkgm && wanted.nfs < nfs) throw new CseError(500, "Scaling down nfs nodes is not supported");
  const unexpose = isExposed(entity) && !sent.expose;
  if (!unexpose && wanted.workers === workers && (tkgm || wanted.nfs === nfs)) {
    if (tkgm) {
      throw new CseError(
        500,
        `Cluster '${entity.name}' already has ${wanted.workers} workers and is already not exposed.`,
      );
    }
    const end = sandbox.settings.personality === "3.0.4" ? "." : " and is already not exposed.";
    throw new CseError(
      500,
      `Cluster '${entity.name}' already has ${wanted.workers} workers and ${wanted.nfs} nfs nodes${end}`,
    );
  }
  needReady(entity, sandbox.settings.personality === "3.1.4" && isOld(entity) ? "updated" : "resized");
  const ending = unexpose
    ? isOld(entity)
      ? " and un-exposing the cluster"
      : " and unexposing the cluster"
    : "";
  const counts = tkgm
    ? `worker count ${wanted.workers}`
    : `worker count ${wanted.workers} and nfs count ${wanted.nfs}`;
  const message = `Resizing the cluster '${entity.name}' (${entity.id}) to the desired ${counts}${ending}`;
  const data = { spec: { ...stored, ...sent }, attempts: 0, unexpose, vappId: vapp?.id ?? "" };
  return startChange(sandbox, from, {
    kind: "update",
    entity,
    message,
    step: "scale",
    phase: "UPDATE:IN_PROGRESS",
    data,
  });
}

/** Templates a cluster can be upgraded to. */
export function upgradeTargets(sandbox: VcdSandbox, entity: Entity) {
  const { templateName, templateRevision } = currentSpec(sandbox, entity);
  return sandbox.store.templates.filter(
    (template) =>
      template.upgradeFrom.includes(templateName) &&
      !(template.name === templateName && template.revision <= templateRevision),
  );
}

export function upgradeCluster(
  sandbox: VcdSandbox,
  from: CseCaller,
  entity: Entity,
  sent: ClusterSpec,
): Task {
  if (kindOf(entity) === "TKGm") throw new CseError(400, "This operation is not supported for TKGm clusters");
  const { templateName: name, templateRevision: revision } = sent;
  const found = upgradeTargets(sandbox, entity).some(
    (each) => each.name === name && each.revision === revision,
  );
  if (!found) {
    throw new CseError(
      500,
      `Template '${name}' (revision ${revision}) is not a valid target for upgrading cluster '${entity.name}'. Please use 'upgrade-plan' to get a list of valid template targets.`,
    );
  }
  needReady(entity, "upgraded");
  const message = `Upgrading cluster '${entity.name}' software to match template ${name} (revision ${revision})`;
  const data = {
    spec: { ...currentSpec(sandbox, entity), templateName: name, templateRevision: revision },
    attempts: 0,
  };
  return startChange(sandbox, from, {
    kind: "upgrade",
    entity,
    message,
    step: "drain",
    phase: "UPGRADE:IN_PROGRESS",
    data,
  });
}

/** PUT: resize, un-expose, and at API 36 upgrade. Behaviours of API 36 answer 202 and refuse in the task. */
export function updateCluster(sandbox: VcdSandbox, from: CseCaller, entity: Entity, sent: ClusterSpec): Task {
  const current = currentSpec(sandbox, entity);
  checkImmutable(sent, current);
  if (isOld(entity)) return resize(sandbox, from, entity, sent);
  const upgrades =
    sent.templateName !== current.templateName ||
    (sent.templateRevision !== current.templateRevision && sent.templateRevision !== 0);
  const resizes = sent.workers.count !== current.workers.count || sent.nfs.count !== current.nfs.count;
  if (upgrades && resizes) throw new CseError(400, "Cannot resize and upgrade the cluster at the same time");
  // What was PUT is the stored spec from now on, whatever becomes of it.
  entity.entity = { ...entity.entity, spec: writeSpec(sent) };
  entity.etag += 1;
  try {
    return upgrades ? upgradeCluster(sandbox, from, entity, sent) : resize(sandbox, from, entity, sent);
  } catch (error) {
    if (!(error instanceof CseError)) throw error;
    return refusedTask(sandbox, from, entity, error.message);
  }
}

export function deleteCluster(sandbox: VcdSandbox, from: CseCaller, entity: Entity): Task {
  if (isEntityBusy(entity)) {
    const message = `Cluster ${entity.name} with id ${entity.id} is not in a valid state to be deleted. Please contact administrator.`;
    if (isOld(entity)) throw new CseError(500, message);
    return refusedTask(sandbox, from, entity, message);
  }
  const message = `Deleting cluster '${entity.name}' (${entity.id})`;
  const spec = currentSpec(sandbox, entity);
  const data = {
    spec,
    attempts: 0,
    wasExposed: isExposed(entity),
    vappId: vappOfEntity(sandbox, entity)?.id ?? "",
  };
  const given = {
    kind: "delete",
    entity,
    message,
    step: "delete-vapp",
    phase: "DELETE:IN_PROGRESS",
    data,
  } as const;
  const task = startChange(sandbox, from, given);
  // 3.0.x drops the entity at once; only the task remains to be looked at.
  if (isOld(entity)) sandbox.store.entities.delete(entity.id);
  return task;
}

export function forceDeleteCluster(sandbox: VcdSandbox, from: CseCaller, entity: Entity): Task {
  const message = `Deleting cluster '${entity.name}' (${entity.id})`;
  const data = {
    spec: currentSpec(sandbox, entity),
    attempts: 0,
    vappId: vappOfEntity(sandbox, entity)?.id ?? "",
  };
  return startChange(sandbox, from, {
    kind: "force-delete",
    entity,
    message,
    step: "force-vapp",
    phase: "DELETE:IN_PROGRESS",
    data,
  });
}

export function deleteNfsNode(sandbox: VcdSandbox, from: CseCaller, entity: Entity, nodeName: string): Task {
  const vapp = vappOfEntity(sandbox, entity);
  if (!vapp?.nodes.some((node) => node.role === "nfs" && node.name === nodeName)) {
    throw new CseError(500, `Invalid NFS node name '${nodeName}'.`, 4011);
  }
  needReady(entity, "resized");
  const message = `Deleting ${nodeName} node(s) from cluster '${entity.name}' (${entity.id})`;
  const data = { spec: currentSpec(sandbox, entity), attempts: 0, nodeName, vappId: vapp.id };
  return startChange(sandbox, from, {
    kind: "delete-nfs",
    entity,
    message,
    step: "delete-nfs",
    phase: "UPDATE:IN_PROGRESS",
    data,
  });
}
