export type RdeVersion = "1.0.0" | "2.1.0";

export interface NodePool {
  count: number;
  sizingClass: string | null;
  storageProfile: string | null;
  cpu: number | null;
  memory: number | null;
}

/** A cluster as it was asked for, whichever version of the document said so. */
export interface ClusterSpec {
  version: RdeVersion;
  kind: string;
  name: string;
  orgName: string;
  vdcName: string;
  site: string | null;
  controlPlane: NodePool;
  workers: NodePool;
  nfs: NodePool;
  templateName: string;
  templateRevision: number;
  network: string;
  sshKey: string | null;
  rollback: boolean;
  expose: boolean;
  podCidr: string | null;
  serviceCidr: string | null;
}

type Json = Record<string, unknown>;

const pool1 = (pool: NodePool) => ({
  sizing_class: pool.sizingClass,
  storage_profile: pool.storageProfile,
  count: pool.count,
});

function writeSpec1(spec: ClusterSpec): Json {
  return {
    control_plane: pool1(spec.controlPlane),
    workers: pool1(spec.workers),
    nfs: pool1(spec.nfs),
    k8_distribution: { template_name: spec.templateName, template_revision: spec.templateRevision },
    settings: { network: spec.network, ssh_key: spec.sshKey, rollback_on_failure: spec.rollback },
    expose: spec.expose,
  };
}

const pool2 = ({ count, sizingClass, storageProfile, cpu, memory }: NodePool, withMachine = true) => ({
  count,
  sizingClass,
  storageProfile,
  ...(withMachine && { cpu, memory }),
});

function writeSpec2(spec: ClusterSpec): Json {
  const cidrBlocks = (cidr: string | null) => ({ cidrBlocks: cidr === null ? null : [cidr] });
  return {
    topology: {
      controlPlane: pool2(spec.controlPlane),
      workers: pool2(spec.workers),
      nfs: pool2(spec.nfs, false),
    },
    distribution: { templateName: spec.templateName, templateRevision: spec.templateRevision },
    settings: {
      ovdcNetwork: spec.network,
      sshKey: spec.sshKey,
      rollbackOnFailure: spec.rollback,
      network: {
        cni: null,
        pods: cidrBlocks(spec.podCidr),
        services: cidrBlocks(spec.serviceCidr),
        expose: spec.expose,
      },
      cni: { name: null, version: null },
      cpi: { name: null, version: null },
      csi: null,
    },
  };
}

export const writeSpec = (spec: ClusterSpec): Json =>
  spec.version === "1.0.0" ? writeSpec1(spec) : writeSpec2(spec);

/** The stored document without its status. */
export function writeDocument(spec: ClusterSpec): Json {
  if (spec.version === "1.0.0") {
    const metadata = { cluster_name: spec.name, org_name: spec.orgName, ovdc_name: spec.vdcName };
    return { api_version: "35.0", kind: spec.kind, metadata, spec: writeSpec1(spec) };
  }
  const metadata = {
    name: spec.name,
    orgName: spec.orgName,
    virtualDataCenterName: spec.vdcName,
    site: spec.site,
  };
  return { apiVersion: "cse.vmware.com/v2.1", kind: spec.kind, metadata, spec: writeSpec2(spec) };
}

/** Dotted keys with their values, as CSE names fields in its refusals. */
export function flatten(value: unknown, prefix = ""): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    flat.set(prefix, Array.isArray(value) ? JSON.stringify(value) : value);
    return flat;
  }
  for (const [key, inner] of Object.entries(value)) {
    for (const [path, leaf] of flatten(inner, prefix === "" ? key : `${prefix}.${key}`)) flat.set(path, leaf);
  }
  return flat;
}
