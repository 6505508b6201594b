import { z } from "zod";
import type { ClusterEntitySeen } from "@/lib/domain/vcd/observed";
import { type EntityWire, entityBase, phase, revision, taskAddress } from "./entity-wire";
import { flag, numberOrNull, text, textOrNull } from "./wire";

const node = z
  .object({ name: text, ip: textOrNull, sizingClass: textOrNull, storageProfile: textOrNull })
  .transform(({ name, ip, sizingClass, storageProfile }) => ({
    name,
    address: ip,
    sizingPolicy: sizingClass,
    storageProfile,
  }));

const nodes = z
  .array(node)
  .nullish()
  .transform((list) => list ?? []);

const distribution = z.object({ templateName: textOrNull, templateRevision: revision }).nullish();

const document = z.object({
  metadata: z.object({ name: text, virtualDataCenterName: textOrNull }).nullish(),
  spec: z
    .object({
      topology: z
        .object({
          workers: z.object({ count: numberOrNull }).nullish(),
          nfs: z.object({ count: numberOrNull }).nullish(),
        })
        .nullish(),
      distribution,
      settings: z
        .object({ ovdcNetwork: textOrNull, network: z.object({ expose: flag(false) }).nullish() })
        .nullish(),
    })
    .nullish(),
  status: z
    .object({
      phase,
      cni: textOrNull,
      taskHref: taskAddress,
      kubernetes: textOrNull,
      os: textOrNull,
      externalIp: textOrNull,
      nodes: z.object({ controlPlane: node.nullish(), workers: nodes, nfs: nodes }).nullish(),
      cloudProperties: z
        .object({
          virtualDataCenterName: textOrNull,
          ovdcNetworkName: textOrNull,
          distribution,
          exposed: flag(false),
        })
        .nullish(),
    })
    .nullish(),
});

/** Entities of `cse:nativeCluster:2.x`. Truth of the flag is in the cloud properties; the wish is in the spec. */
export function readNative2(wire: EntityWire): ClusterEntitySeen {
  const { metadata, spec, status } = document.parse(wire.entity);
  const base = entityBase(wire);
  const cloud = status?.cloudProperties;
  const built = cloud?.distribution?.templateName ? cloud.distribution : spec?.distribution;
  return {
    ...base,
    dialect: "native-2",
    name: metadata?.name || base.name,
    phase: status?.phase ?? null,
    vdcName: cloud?.virtualDataCenterName ?? metadata?.virtualDataCenterName ?? null,
    networkName: cloud?.ovdcNetworkName ?? spec?.settings?.ovdcNetwork ?? null,
    template: built?.templateName ? { name: built.templateName, revision: built.templateRevision } : null,
    wantedWorkers: spec?.topology?.workers?.count ?? null,
    wantedNfsNodes: spec?.topology?.nfs?.count ?? null,
    wantsExpose: spec?.settings?.network?.expose ?? false,
    saysExposed: cloud?.exposed ?? false,
    externalAddress: status?.externalIp ?? null,
    controlPlane: status?.nodes?.controlPlane ?? null,
    workers: status?.nodes?.workers ?? [],
    nfsNodes: status?.nodes?.nfs ?? [],
    kubernetes: status?.kubernetes ?? null,
    cni: status?.cni ?? null,
    os: status?.os ?? null,
    taskId: status?.taskHref ?? null,
  };
}
