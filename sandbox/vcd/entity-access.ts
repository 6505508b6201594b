import { type Caller, hasRight, sees } from "./call";
import { statusOf } from "./cse/entity-status";
import { urn } from "./ids";
import type { Entity } from "./records";
import { right } from "./rights";
import type { VcdSandbox } from "./state";
import { forbidden } from "./vcd-error";

const levels = ["none", "read", "write", "full"] as const;
export type Access = (typeof levels)[number];

const isNative = (entity: Entity) => entity.entityType.includes(":cse:nativeCluster:");

/** The best access the caller's rights allow at all. */
function limit(caller: Caller): Access {
  if (hasRight(caller, right.fullControl)) return "full";
  if (hasRight(caller, right.edit)) return "write";
  return hasRight(caller, right.view) ? "read" : "none";
}

const granted: Record<string, Access> = {
  "urn:vcloud:accessLevel:ReadOnly": "read",
  "urn:vcloud:accessLevel:ReadWrite": "write",
  "urn:vcloud:accessLevel:FullControl": "full",
};

const lesser = (a: Access, b: Access) => (levels.indexOf(a) < levels.indexOf(b) ? a : b);
const greater = (a: Access, b: Access) => (levels.indexOf(a) > levels.indexOf(b) ? a : b);

/** Ownership and shares, cut by the caller's rights; the administrator rights reach the whole organization. */
export function accessTo(caller: Caller, entity: Entity): Access {
  if (!sees(caller, entity.organizationId)) return "none";
  if (caller.provider) return "full";
  if (!isNative(entity)) return "read";
  if (hasRight(caller, right.adminFullControl)) return "full";
  const shared = entity.acl.find((entry) => entry.memberId === caller.user.id);
  const own =
    entity.ownerId === caller.user.id ? "full" : shared ? (granted[shared.accessLevelId] ?? "none") : "none";
  const personal = lesser(own, limit(caller));
  return hasRight(caller, right.adminView) ? greater(personal, "read") : personal;
}

export const hasAccess = (caller: Caller, entity: Entity, wanted: Access) =>
  levels.indexOf(accessTo(caller, entity)) >= levels.indexOf(wanted);

export function entityFor(sandbox: VcdSandbox, caller: Caller, reference: string, wanted: Access): Entity {
  const id = decodeURIComponent(reference);
  const entity = sandbox.store.entities.get(id);
  const rightName = { none: right.view, read: right.view, write: right.edit, full: right.fullControl }[
    wanted
  ];
  if (!entity || !hasAccess(caller, entity, wanted)) throw forbidden(rightName, "DEFINED_ENTITY_VIEW", id);
  return entity;
}

/** What this caller sees of it: the private part of the status is for Full Control alone. */
export function showEntity(sandbox: VcdSandbox, caller: Caller, entity: Entity) {
  const { store } = sandbox;
  const document = { ...entity.entity };
  if (document.status && accessTo(caller, entity) !== "full") {
    const { private: _, ...open } = statusOf(entity);
    document.status = open;
  }
  return {
    id: entity.id,
    entityType: entity.entityType,
    name: entity.name,
    externalId: entity.externalId,
    state: entity.state,
    owner: { name: store.users.get(entity.ownerId)?.name ?? "", id: urn("user", entity.ownerId) },
    org: {
      name: store.organizations.get(entity.organizationId)?.name ?? "",
      id: urn("org", entity.organizationId),
    },
    entity: document,
  };
}

export const visibleEntities = (sandbox: VcdSandbox, caller: Caller) =>
  sandbox.store.entities.filter((entity) => hasAccess(caller, entity, "read"));
