import { type Caller, needRight, sees } from "../call";
import { newId } from "../ids";
import type { Entity, Task } from "../records";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { entityOwner, fail, organizationOwner, startTask } from "../tasks";
import { type ClusterSpec, writeDocument } from "./cluster-spec";
import { CseError } from "./cse-error";
import { firstStatus, setPhase, setTask } from "./entity-status";
import type { CseOperation, OperationKind } from "./operation";

const SERVICE = "vcloud.cse";

export interface CseCaller {
  caller: Caller;
  apiVersion: string;
  base: string;
  now: number;
  /** Set while a described world is built. */
  instant?: boolean;
}

function startOperation(
  sandbox: VcdSandbox,
  from: CseCaller,
  given: { kind: OperationKind; entity: Entity; message: string; step: string; data: CseOperation["data"] },
): Task {
  const { caller, now, instant = false } = from;
  const { entity, kind, message } = given;
  const organization = sandbox.store.organizations.get(entity.organizationId);
  const old = entity.entityType.endsWith(":1.0.0");
  const task = startTask(sandbox, {
    caller,
    organizationId: entity.organizationId,
    operation: message,
    operationName: "cluster operation",
    serviceNamespace: SERVICE,
    // The task of a 3.0.x cluster belongs to the organization: only its words name the cluster.
    owner: old && organization ? organizationOwner(organization) : entityOwner(entity),
    progress: old ? null : 5,
    now,
  });
  const operation = sandbox.store.operations.put({
    id: newId(),
    kind,
    entityId: entity.id,
    taskId: task.id,
    clusterName: entity.name,
    organizationId: entity.organizationId,
    userId: caller.user.id,
    sessionId: caller.session?.id ?? null,
    apiVersion: from.apiVersion,
    base: from.base,
    step: given.step,
    instant,
    data: given.data,
  });
  sandbox.schedule(
    { kind: "cse-step", operationId: operation.id },
    now + (instant ? 0 : sandbox.settings.cseStepMs),
  );
  return task;
}

const isValidName = (name: string) => /^[a-zA-Z][A-Za-z0-9-]*$/.test(name) && name.length <= 25;

/** The template that was named, or the default one when neither name nor revision was given. */
function findTemplate(sandbox: VcdSandbox, spec: ClusterSpec) {
  const wanted = spec.version === "2.1.0" && spec.kind === "TKGm" ? { ...spec, templateRevision: 1 } : spec;
  const { templates } = sandbox.store;
  const byDefault = spec.templateName === "" && wanted.templateRevision === 0;
  const template = byDefault
    ? templates.find((each) => each.isDefault)
    : templates.find((each) => each.name === spec.templateName && each.revision === wanted.templateRevision);
  if (template) return template;
  throw new CseError(
    500,
    `Template '${spec.templateName}' at revision ${wanted.templateRevision} not found.`,
  );
}

/** What CSE checks before it begins: its words are the task's at API 36 and the answer's at API 35. */
function check(sandbox: VcdSandbox, from: CseCaller, spec: ClusterSpec): void {
  const { store } = sandbox;
  if (spec.version === "2.1.0") {
    if (spec.kind === "TKGm" && spec.workers.count < 1) {
      throw new CseError(500, `worker count must be at least 1 for cluster '${spec.name}'`);
    }
    if (spec.site?.replace(/\/+$/, "") !== sandbox.baseUrl) {
      throw new CseError(500, `'${spec.site}' should have a https scheme and match CSE server config file.`);
    }
  }
  if (!isValidName(spec.name)) throw new CseError(500, `Invalid cluster name '${spec.name}'`);
  const exists = store.vapps.find(
    (vapp) =>
      vapp.name === spec.name &&
      store.vdcs.get(vapp.vdcId)?.name === spec.vdcName &&
      sees(from.caller, vapp.organizationId),
  );
  if (exists) throw new CseError(500, `Cluster '${spec.name}' already exists.`);
}

export function createCluster(
  sandbox: VcdSandbox,
  from: CseCaller,
  given: ClusterSpec,
): { entity: Entity; task: Task } {
  const { caller, base, now } = from;
  const { store } = sandbox;
  needRight(caller, right.edit, "DEFINED_ENTITY_CREATE");
  const organization = store.organizationNamed(given.orgName);
  if (!organization || !sees(caller, organization.id)) {
    throw new CseError(500, `Org '${given.orgName}' not found or not accessible`);
  }
  const old = given.version === "1.0.0";
  if (old) check(sandbox, from, given);
  const entityType = `urn:vcloud:type:cse:nativeCluster:${given.version}`;
  const entity: Entity = {
    id: `urn:vcloud:entity:cse:nativeCluster:${given.version}:${newId()}`,
    entityType,
    name: given.name,
    externalId: null,
    state: "PRE_CREATED",
    ownerId: caller.user.id,
    organizationId: organization.id,
    entity: writeDocument(given),
    etag: 1,
    acl: [],
  };
  try {
    if (!old) check(sandbox, from, given);
    const template = findTemplate(sandbox, given);
    const spec = { ...given, templateName: template.name, templateRevision: template.revision };
    const message = `Creating cluster '${spec.name}' from template '${template.name}' (revision ${template.revision})`;
    const data = { spec, attempts: 0 };
    const task = startOperation(sandbox, from, { kind: "create", entity, message, step: "vapp", data });
    const status = firstStatus(entity, spec, template, `${base}/api/task/${task.id}`);
    entity.entity = { ...writeDocument(spec), status };
    store.entities.put(entity);
    return { entity, task };
  } catch (error) {
    if (old || !(error instanceof CseError)) throw error;
    // At API 36 VCD has accepted already: what CSE then finds wrong is the task's error, and the entity goes with it.
    const message = `Failed to create cluster ${given.name} in org ${given.orgName} and VDC ${given.vdcName}`;
    const task = startTask(sandbox, {
      caller,
      organizationId: organization.id,
      operation: message,
      operationName: "cluster operation",
      serviceNamespace: SERVICE,
      owner: entityOwner(entity),
      progress: 5,
      now,
    });
    fail(task, now, { code: message, message: error.message });
    entity.entity = {
      ...writeDocument(given),
      status: { phase: "CREATE:FAILED", taskHref: `${base}/api/task/${task.id}` },
    };
    if (!given.rollback) store.entities.put({ ...entity, state: "RESOLUTION_ERROR" });
    return { entity, task };
  }
}

/** Puts CSE to work on an entity that exists: its phase and its task say so at once. */
export function startChange(
  sandbox: VcdSandbox,
  from: CseCaller,
  given: {
    kind: OperationKind;
    entity: Entity;
    message: string;
    step: string;
    phase: string;
    data: CseOperation["data"];
  },
): Task {
  const task = startOperation(sandbox, from, given);
  setTask(given.entity, `${from.base}/api/task/${task.id}`);
  setPhase(given.entity, given.phase);
  return task;
}

/** A refusal of a behaviour at API 36: VCD accepted the call, so the task carries the words. */
export function refusedTask(sandbox: VcdSandbox, from: CseCaller, entity: Entity, message: string): Task {
  const task = startTask(sandbox, {
    caller: from.caller,
    organizationId: entity.organizationId,
    operation: message,
    operationName: "cluster operation",
    serviceNamespace: SERVICE,
    owner: entityOwner(entity),
    progress: null,
    now: from.now,
  });
  fail(task, from.now, { code: message, message });
  return task;
}
