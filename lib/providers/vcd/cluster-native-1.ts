import { z } from "zod";
import type { ClusterEntitySeen } from "@/lib/domain/vcd/observed";
import { type EntityWire, entityBase, phase, revision, taskAddress } from "./entity-wire";
import { flag, numberOrNull, text, textOrNull } from "./wire";

const node = z
  .object({ name: text, ip: textOrNull, sizing_class: textOrNull, storage_profile: textOrNull })
  .transform(({ name, ip, sizing_class, storage_profile }) => ({
    name,
    address: ip,
    sizingPolicy: sizing_class,
    storageProfile: storage_profile,
  }));

const nodes = z
  .array(node)
  .nullish()
  .transform((list) => list ?? []);

const document = z.object({
  metadata: z.object({ cluster_name: text, ovdc_name: textOrNull }).nullish(),
  spec: z
    .object({
      workers: z.object({ count: numberOrNull }).nullish(),
      nfs: z.object({ count: numberOrNull }).nullish(),
      k8_distribution: z.object({ template_name: textOrNull, template_revision: revision }).nullish(),
      settings: z.object({ network: textOrNull }).nullish(),
      expose: flag(false),
    })
    .nullish(),
  status: z
    .object({
      phase,
      cni: textOrNull,
      task_href: taskAddress,
      kubernetes: textOrNull,
      os: textOrNull,
      nodes: z.object({ control_plane: node.nullish(), workers: nodes, nfs: nodes }).nullish(),
      exposed: flag(false),
    })
    .nullish(),
});

/**
 * Entities of `cse:nativeCluster:1.0.0`. Once exposed, the control plane's address in them is the external one, and the
 * internal one stands nowhere.
 */
export function readNative1(wire: EntityWire): ClusterEntitySeen {
  const { metadata, spec, status } = document.parse(wire.entity);
  const base = entityBase(wire);
  const exposed = status?.exposed ?? false;
  const controlPlane = status?.nodes?.control_plane ?? null;
  const template = spec?.k8_distribution;
  return {
    ...base,
    dialect: "native-1",
    name: metadata?.cluster_name || base.name,
    phase: status?.phase ?? null,
    vdcName: metadata?.ovdc_name ?? null,
    networkName: spec?.settings?.network ?? null,
    template: template?.template_name
      ? { name: template.template_name, revision: template.template_revision }
      : null,
    wantedWorkers: spec?.workers?.count ?? null,
    wantedNfsNodes: spec?.nfs?.count ?? null,
    wantsExpose: spec?.expose ?? false,
    saysExposed: exposed,
    externalAddress: exposed ? (controlPlane?.address ?? null) : null,
    controlPlane: controlPlane && exposed ? { ...controlPlane, address: null } : controlPlane,
    workers: status?.nodes?.workers ?? [],
    nfsNodes: status?.nodes?.nfs ?? [],
    kubernetes: status?.kubernetes ?? null,
    cni: status?.cni ?? null,
    os: status?.os ?? null,
    taskId: status?.task_href ?? null,
  };
}
