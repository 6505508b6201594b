import type { Entity, Template, Vapp } from "../records";
import type { ClusterSpec, NodePool } from "./cluster-spec";

type Json = Record<string, unknown>;

export const statusOf = (entity: Entity): Json => (entity.entity.status ?? {}) as Json;
export const isOld = (entity: Entity) => entity.entityType.endsWith(":1.0.0");
export const kindOf = (entity: Entity) => String(entity.entity.kind ?? "");
/** TKGm as CSE 3.1.x runs it; under API 35.0 it is treated like a native cluster. */
export const isTkgm2 = (entity: Entity) => kindOf(entity) === "TKGm" && !isOld(entity);

export function change(entity: Entity, status: Json): void {
  entity.entity = { ...entity.entity, status: { ...statusOf(entity), ...status } };
  entity.etag += 1;
}

export const phaseOf = (entity: Entity) => String(statusOf(entity).phase ?? "");
export const isEntityBusy = (entity: Entity) => phaseOf(entity).endsWith(":IN_PROGRESS");
export const setPhase = (entity: Entity, phase: string) => change(entity, { phase });

export const setTask = (entity: Entity, href: string) =>
  change(entity, isOld(entity) ? { task_href: href } : { taskHref: href });

export function isExposed(entity: Entity): boolean {
  if (isOld(entity)) return statusOf(entity).exposed === true;
  return (statusOf(entity).cloudProperties as Json | undefined)?.exposed === true;
}

/** What CSE 3.1.4 puts into a TKGm cluster besides Kubernetes. */
const addOns = {
  csi: [
    {
      name: "cloud-director-named-disk-csi-driver",
      version: "1.2.0",
      default: true,
      defaultK8sStorageClass: {
        vcdStorageProfileName: "*",
        k8sStorageClassName: "default-storage-class-1",
        filesystem: "ext4",
        useDeleteReclaimPolicy: false,
      },
    },
  ],
  cpi: { name: "cloud-provider-for-cloud-director", version: "1.1.1" },
  tkgCorePackages: { kappController: "0.23.0", metricsServer: "0.5.1" },
};

/** The status of a cluster that was just asked for. */
export function firstStatus(entity: Entity, spec: ClusterSpec, template: Template, taskHref: string): Json {
  const cni = `${template.cni} ${template.cniVersion}`;
  if (spec.version === "1.0.0") {
    return {
      phase: "CREATE:IN_PROGRESS",
      cni,
      task_href: taskHref,
      kubernetes: `${template.kubernetes} ${template.kubernetesVersion}`,
      docker_version: template.dockerVersion,
      os: template.os,
      nodes: null,
      exposed: false,
    };
  }
  return {
    phase: "CREATE:IN_PROGRESS",
    cni,
    taskHref,
    kubernetes: `${template.kubernetes} ${template.kubernetesVersion}`,
    dockerVersion: template.dockerVersion === "n/a" ? null : template.dockerVersion,
    os: template.os,
    externalIp: null,
    nodes: null,
    uid: entity.id,
    cloudProperties: {
      site: spec.site,
      orgName: spec.orgName,
      virtualDataCenterName: spec.vdcName,
      ovdcNetworkName: spec.network,
      distribution: { templateName: spec.templateName, templateRevision: spec.templateRevision },
      sshKey: spec.sshKey,
      rollbackOnFailure: spec.rollback,
      exposed: false,
    },
    persistentVolumes: null,
    virtual_IPs: null,
    private: null,
    ...(template.kind === "TKGm" && addOns),
  };
}

function showNode(old: boolean, node: { name: string; ip: string }, pool: NodePool): Json {
  const { name, ip } = node;
  if (old) return { name, ip, sizing_class: pool.sizingClass };
  const { sizingClass, storageProfile, cpu, memory } = pool;
  return { name, ip, sizingClass, storageProfile: storageProfile ?? "*", cpu, memory };
}

/** Node details as CSE reads them from the vApp; the address of an exposed 1.0.0 cluster is the external one. */
export function setNodes(entity: Entity, vapp: Vapp, spec: ClusterSpec, controlPlaneIp?: string): void {
  const old = isOld(entity);
  const of = (role: string) => vapp.nodes.filter((node) => node.role === role);
  const [controlPlane] = of("control-plane");
  const shown = controlPlane
    ? showNode(old, { name: controlPlane.name, ip: controlPlaneIp ?? controlPlane.ip }, spec.controlPlane)
    : null;
  const workers = of("worker").map((node) => showNode(old, node, spec.workers));
  const nfs = of("nfs").map((node) => ({ ...showNode(old, node, spec.nfs), exports: null }));
  change(entity, {
    nodes: old ? { control_plane: shown, workers, nfs } : { controlPlane: shown, workers, nfs },
  });
}

/** The address CSE shows as the cluster's, when it believes the cluster exposed. */
export function exposedIpOf(entity: Entity): string | null {
  if (!isExposed(entity)) return null;
  const status = statusOf(entity);
  if (!isOld(entity)) return (status.externalIp as string | null) ?? null;
  return ((status.nodes as Json | null)?.control_plane as { ip?: string } | null)?.ip ?? null;
}

export function setExposure(entity: Entity, externalIp: string | null): void {
  if (isOld(entity)) change(entity, { exposed: externalIp !== null });
  else {
    const cloudProperties = { ...(statusOf(entity).cloudProperties as Json), exposed: externalIp !== null };
    change(entity, { cloudProperties, externalIp });
  }
}

export const nodeCount = (vapp: Vapp, role: "worker" | "nfs") =>
  vapp.nodes.filter((node) => node.role === role).length;
