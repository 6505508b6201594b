import { accepted, type Call, json, needRight, noContent, type Reply, readJson } from "../call";
import { deleteCluster, updateCluster } from "../cse/change-cluster";
import type { ClusterSpec } from "../cse/cluster-spec";
import { CseError } from "../cse/cse-error";
import { isOld } from "../cse/entity-status";
import { readKubeconfig } from "../cse/kubeconfig";
import { readDocument } from "../cse/read-document";
import { createCluster } from "../cse/requests";
import { accessTo, entityFor, showEntity, visibleEntities } from "../entity-access";
import { keysOf, parseFiql } from "../fiql";
import { bareId, newId, urn } from "../ids";
import { page } from "../paging";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { entityOwner, fail, startTask, succeed } from "../tasks";
import { badRequest, forbidden, VcdError } from "../vcd-error";

const filterKeys = ["name", "id", "externalId", "entityType", "entity", "state", "owner", "org"];

interface EntityType {
  vendor: string;
  nss: string;
  version: string;
  name: string;
  interfaces: string[];
}

const K8S = "urn:vcloud:interface:vmware:k8s:1.0.0";

export function entityTypes(sandbox: VcdSandbox): EntityType[] {
  const native = sandbox.versions.entityTypes.map((version) => ({
    vendor: "cse",
    nss: "nativeCluster",
    version,
    name: "nativeCluster",
    interfaces: version === "1.0.0" ? [K8S] : [K8S, "urn:vcloud:interface:cse:k8s:1.0.0"],
  }));
  const others = [
    { vendor: "vmware", nss: "tkgcluster", version: "1.0.0", name: "TKG Cluster", interfaces: [K8S] },
  ];
  const capvcd = {
    vendor: "vmware",
    nss: "capvcdCluster",
    version: "1.1.0",
    name: "CAPVCD Cluster",
    interfaces: [K8S],
  };
  const hasCapvcd = sandbox.store.entities.find((entity) => entity.entityType.includes(":capvcdCluster:"));
  return [...native, ...others, ...(hasCapvcd ? [capvcd] : [])];
}

const typeUrn = (type: EntityType) => `urn:vcloud:type:${type.vendor}:${type.nss}:${type.version}`;

const showType = (type: EntityType) => ({
  id: typeUrn(type),
  name: type.name,
  description: "",
  nss: type.nss,
  version: type.version,
  vendor: type.vendor,
  externalId: null,
  inheritedVersion: null,
  interfaces: type.interfaces,
  schema: {},
  hooks: type.version.startsWith("2.")
    ? { PostCreate: "urn:vcloud:behavior-interface:createCluster:cse:k8s:1.0.0" }
    : null,
  readonly: false,
});

export const listEntityTypes = (sandbox: VcdSandbox, call: Call): Reply =>
  page(call, entityTypes(sandbox).map(showType), { model: "DefinedEntityTypes" });

function typeOf(sandbox: VcdSandbox, id: string): EntityType {
  const type = entityTypes(sandbox).find((each) => typeUrn(each) === decodeURIComponent(id));
  if (!type) throw forbidden(right.view, "ENTITY_TYPE_VIEW", id);
  return type;
}

export const getEntityType = (sandbox: VcdSandbox, call: Call): Reply =>
  json(200, showType(typeOf(sandbox, call.params.id ?? "")));

function listWhere(sandbox: VcdSandbox, call: Call, types: readonly string[]): Reply {
  const filter = call.query.get("filter");
  for (const key of filter ? keysOf(parseFiql(filter)) : []) {
    if (!filterKeys.includes(key.split(".")[0] ?? ""))
      throw badRequest(`The filter key ${key} is not valid.`);
  }
  const shown = visibleEntities(sandbox, call.caller)
    .filter((entity) => types.includes(entity.entityType))
    .map((entity) => showEntity(sandbox, call.caller, entity));
  return page(call, shown, { model: "DefinedEntities" });
}

export function listByType(sandbox: VcdSandbox, call: Call): Reply {
  const { vendor, nss, version } = call.params;
  return listWhere(sandbox, call, [`urn:vcloud:type:${vendor}:${nss}:${version}`]);
}

export function listByInterface(sandbox: VcdSandbox, call: Call): Reply {
  const { vendor, nss, version } = call.params;
  const wanted = `urn:vcloud:interface:${vendor}:${nss}:${version}`;
  return listWhere(
    sandbox,
    call,
    entityTypes(sandbox)
      .filter((type) => type.interfaces.includes(wanted))
      .map(typeUrn),
  );
}

const tagged = (etag: number) => ({ etag: `"${etag}"` });

export function getEntity(sandbox: VcdSandbox, call: Call): Reply {
  const entity = entityFor(sandbox, call.caller, call.params.id ?? "", "read");
  const headers = Number(call.apiVersion) >= 36 ? tagged(entity.etag) : {};
  return json(200, showEntity(sandbox, call.caller, entity), headers);
}

/** CSE's refusals, when it is reached through an entity's hooks and not through its own address. */
function throughHook<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof CseError) throw new VcdError(400, "BAD_REQUEST", error.message);
    throw error;
  }
}

function readSpec(document: unknown): ClusterSpec {
  return throughHook(() => readDocument(document, "36.0"));
}

/** POST /entityTypes/{id}: for 2.x the way CSE itself creates, with CSE's behaviour behind it. */
export function createEntity(sandbox: VcdSandbox, call: Call): Reply {
  const type = typeOf(sandbox, call.params.id ?? "");
  const body = readJson(call);
  if (type.nss !== "nativeCluster" || !type.version.startsWith("2.")) {
    throw badRequest(`The sandbox creates no entities of ${typeUrn(type)} at this address.`);
  }
  const spec = readSpec(body.entity);
  const { task } = throughHook(() => createCluster(sandbox, call, spec));
  return accepted(call, task.id);
}

export function updateEntity(sandbox: VcdSandbox, call: Call): Reply {
  const entity = entityFor(sandbox, call.caller, call.params.id ?? "", "write");
  const match = call.headers["if-match"];
  if (
    Number(call.apiVersion) >= 36 &&
    match !== undefined &&
    match.replace(/"/g, "") !== String(entity.etag)
  ) {
    throw new VcdError(412, "PRECONDITION_FAILED", "The entity was changed meanwhile.");
  }
  const document = readJson(call).entity as Record<string, unknown> | undefined;
  if (!document) throw badRequest("The body has no entity.");
  if (isOld(entity)) {
    entity.entity = document;
    entity.etag += 1;
    return json(200, showEntity(sandbox, call.caller, entity), tagged(entity.etag));
  }
  if (entity.state !== "RESOLVED")
    throw new VcdError(400, "RDE_ENTITY_NOT_RESOLVED", "The entity is not resolved.");
  const task = throughHook(() => updateCluster(sandbox, call, entity, readSpec(document)));
  return json(200, showEntity(sandbox, call.caller, entity), {
    ...tagged(entity.etag),
    "x-vmware-vcloud-task-location": `${call.base}/api/task/${task.id}`,
  });
}

export function deleteEntity(sandbox: VcdSandbox, call: Call): Reply {
  const entity = entityFor(sandbox, call.caller, call.params.id ?? "", "full");
  if (entity.state === "PRE_CREATED") {
    throw new VcdError(400, "RDE_ENTITY_NOT_RESOLVED", "The entity is not resolved.");
  }
  if (isOld(entity) || call.query.get("invokeHooks") === "false") {
    sandbox.store.entities.delete(entity.id);
    return noContent();
  }
  return accepted(call, throughHook(() => deleteCluster(sandbox, call, entity)).id);
}

export function resolveEntity(sandbox: VcdSandbox, call: Call): Reply {
  const entity = entityFor(sandbox, call.caller, call.params.id ?? "", "write");
  if (entity.state === "PRE_CREATED") entity.state = "RESOLVED";
  return json(200, { ...showEntity(sandbox, call.caller, entity), message: null });
}

export function accessControls(sandbox: VcdSandbox, call: Call): Reply {
  const reading = call.method === "GET";
  const entity = entityFor(sandbox, call.caller, call.params.id ?? "", reading ? "read" : "full");
  const show = (entry: (typeof entity.acl)[number]) => ({
    id: entry.id,
    tenant: {
      name: sandbox.store.organizations.get(entity.organizationId)?.name ?? "",
      id: urn("org", entity.organizationId),
    },
    grantType: "MembershipAccessControlGrant",
    objectId: entity.id,
    accessLevelId: entry.accessLevelId,
    memberId: urn("user", entry.memberId),
  });
  if (reading) return page(call, entity.acl.map(show), { model: "AccessControlGrants" });
  if (call.method === "DELETE") {
    const rest = entity.acl.filter((entry) => entry.id !== call.params.acl);
    if (rest.length === entity.acl.length)
      throw forbidden(right.fullControl, "ACL_DELETE", call.params.acl ?? "");
    entity.acl = rest;
    return noContent();
  }
  const body = readJson(call);
  const memberId = bareId(String(body.memberId ?? ""));
  if (sandbox.store.users.get(memberId)?.organizationId !== entity.organizationId) {
    throw badRequest(`The member ${body.memberId} does not exist.`);
  }
  const entry = { id: newId(), memberId, accessLevelId: String(body.accessLevelId) };
  entity.acl = [...entity.acl.filter((each) => each.memberId !== memberId), entry];
  return json(201, show(entry));
}

/** The one behaviour a client calls itself: the kubeconfig comes as the task's result. */
export function invokeBehavior(sandbox: VcdSandbox, call: Call): Reply {
  const { caller, now } = call;
  const entity = entityFor(sandbox, caller, call.params.id ?? "", "read");
  const behavior = decodeURIComponent(call.params.behavior ?? "");
  const full = behavior.includes(":getFullEntity:") && entity.entityType.includes(":capvcdCluster:");
  if (!full && !behavior.includes(":createKubeConfig:"))
    throw badRequest(`The behavior ${behavior} does not exist.`);
  if (full && accessTo(caller, entity) === "none")
    needRight(caller, right.view, "BEHAVIOR_INVOKE", entity.id);
  const task = startTask(sandbox, {
    caller,
    organizationId: entity.organizationId,
    operation: `Download kubeconfig (${entity.id})`,
    operationName: "cluster operation",
    serviceNamespace: "vcloud.cse",
    owner: entityOwner(entity),
    now,
  });
  try {
    const content = full
      ? JSON.stringify({ entity: entity.entity })
      : readKubeconfig(sandbox, entity, caller.user.name);
    succeed(task, now, content);
  } catch (error) {
    if (!(error instanceof CseError)) throw error;
    fail(task, now, { code: "400", message: error.message });
  }
  return accepted(call, task.id);
}
