import { z } from "zod";
import type { ClusterEntitySeen, ClusterOperation, ClusterOperationStatus } from "@/lib/domain/vcd/observed";
import { bareId, urn } from "./identifiers";
import { reference, text, textOrNull } from "./wire";

/** An entity as VCD and CSE both answer it. */
export const entityWire = z.object({
  id: z.string(),
  entityType: z.string(),
  name: text,
  externalId: textOrNull,
  state: textOrNull,
  entityState: textOrNull,
  owner: reference,
  org: reference,
  entity: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((value) => value ?? {}),
});

export type EntityWire = z.output<typeof entityWire>;

/** What every family of cluster entities has alike; the families fill in the rest. */
export function entityBase(wire: EntityWire): ClusterEntitySeen {
  const { status: _, ...document } = wire.entity;
  return {
    id: wire.id,
    entityType: wire.entityType,
    dialect: "native-1",
    name: wire.name,
    kind: typeof wire.entity.kind === "string" ? wire.entity.kind : "",
    state: wire.entityState ?? wire.state ?? "UNKNOWN",
    phase: null,
    capvcdState: null,
    owner: wire.owner,
    organization: wire.org,
    vdcName: null,
    networkName: null,
    template: null,
    wantedWorkers: null,
    wantedNfsNodes: null,
    wantsExpose: false,
    saysExposed: false,
    externalAddress: null,
    controlPlane: null,
    workers: [],
    nfsNodes: [],
    kubernetes: null,
    cni: null,
    os: null,
    vAppId: vAppIdOf(wire.externalId),
    taskId: null,
    apiEndpoint: null,
    virtualServices: [],
    document,
    etag: null,
  };
}

/** CSE notes the vApp as the entity's external id: an address, `https://…/api/vApp/vapp-<uuid>`. */
function vAppIdOf(externalId: string | null): string | null {
  return externalId && /\/vapp-[0-9a-f-]{36}$/i.test(externalId) ? urn("vapp", bareId(externalId)) : null;
}

const operations: readonly ClusterOperation[] = ["CREATE", "UPDATE", "UPGRADE", "DELETE"];
const outcomes: readonly ClusterOperationStatus[] = ["IN_PROGRESS", "SUCCEEDED", "FAILED"];

/** CSE's `OPERATION:STATUS`. */
export const phase = textOrNull.transform((value) => {
  if (!value) return null;
  const [operation, status] = value.split(":");
  return {
    operation: operations.find((each) => each === operation) ?? ("UNKNOWN" as const),
    status: outcomes.find((each) => each === status) ?? ("UNKNOWN" as const),
  };
});

/** Address of a task as CSE writes it into the status. */
export const taskAddress = textOrNull.transform((value) => (value ? urn("task", value) : null));

/** Revisions come as numbers, and as text from templates. */
export const revision = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => Number(value ?? 0) || 0);
