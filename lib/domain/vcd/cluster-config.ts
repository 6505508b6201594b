/**
 * The configuration of a cluster, free of the spelling of a version. A field that is absent was not written and is not
 * sent; `null` was written as null and is sent so: CSE is given exactly what `vcd cse cluster apply` would give it.
 */
export type ClusterConfig = {
  /** `api_version` (1.0.0) or `apiVersion` (2.x) as written. */
  documentVersion?: string;
  kind: ClusterKind;
  name: string;
  organization: string;
  vdc: string;
  /** URL of the site; documents of 2.x only. */
  site?: string;
  controlPlane?: NodesConfig;
  workers?: NodesConfig;
  nfs?: NodesConfig;
  template?: { name?: string | null; revision?: number | string | null };
  network: string;
  sshKey?: string | null;
  rollbackOnFailure?: boolean;
  expose?: boolean;
  /** Documents of 2.x only, as written. */
  podCidrs?: string[];
  serviceCidrs?: string[];
  addOns?: AddOns;
};

export type NodesConfig = {
  count?: number;
  sizingClass?: string | null;
  storageProfile?: string | null;
  /** Of 2.x only, and never beside a sizing class. */
  cpu?: number | null;
  memory?: number | null;
};

/** Parts of a 2.x document that no form shows; carried as written. */
export type AddOns = {
  networkCni?: unknown;
  cni?: unknown;
  cpi?: unknown;
  csi?: unknown;
};

export const clusterKinds = ["native", "TKGm", "TKG+"] as const;
export type ClusterKind = (typeof clusterKinds)[number];

/** Version of the entity type `cse:nativeCluster`: 1.0.0 with CSE 3.0.x (API 35.0), 2.x with CSE 3.1.x (API 36.0). */
export const rdeVersions = ["1.0.0", "2.0.0", "2.1.0"] as const;
export type RdeVersion = (typeof rdeVersions)[number];

/** A new configuration, as the form starts with it; names are empty. */
export function emptyConfig(): ClusterConfig {
  return {
    kind: "native",
    name: "",
    organization: "",
    vdc: "",
    controlPlane: { count: 1, storageProfile: null },
    workers: { count: 1, storageProfile: null },
    template: { name: "", revision: null },
    network: "",
    sshKey: null,
    rollbackOnFailure: true,
    expose: false,
  };
}

/** True where the cluster is asked to be exposed; CSE's default is false. */
export function wantsExposure(config: Pick<ClusterConfig, "expose">): boolean {
  return config.expose === true;
}

/** How CSE counts where the document says nothing: one worker. */
export function workerCount(config: Pick<ClusterConfig, "workers">): number {
  return config.workers?.count ?? 1;
}

/** `apiVersion` that CSE 3.1.x wants in a document of this type; 1.0.0 carries the API version instead. */
export const documentVersions: Record<RdeVersion, string> = {
  "1.0.0": "35.0",
  "2.0.0": "cse.vmware.com/v2.0",
  "2.1.0": "cse.vmware.com/v2.1",
};

/**
 * The body of `POST /api/cse/3.0/clusters`: the document that `vcd cse cluster apply` makes of a YAML file, key for key
 * (container-service-extension 3.1.4, client). Nothing is added that the configuration does not say, except the version
 * of a document that is sent as another version than it was written in.
 */
export function toApplyPayload(config: ClusterConfig, version: RdeVersion): Record<string, unknown> {
  return version === "1.0.0" ? toDocument1(config) : toDocument2(config, version);
}

/** The version a document itself says it is of; null where it says none. */
export function versionOfDocument(documentVersion: string | undefined): RdeVersion | null {
  if (documentVersion === undefined) return null;
  if (documentVersion === documentVersions["2.0.0"]) return "2.0.0";
  if (documentVersion === documentVersions["2.1.0"]) return "2.1.0";
  return /^\d+\.\d+$/.test(documentVersion) ? "1.0.0" : null;
}

function toDocument1(config: ClusterConfig): Record<string, unknown> {
  const own = config.documentVersion;
  const foreign = own !== undefined && versionOfDocument(own) !== "1.0.0";
  return compact({
    api_version: foreign ? documentVersions["1.0.0"] : own,
    kind: config.kind,
    metadata: { cluster_name: config.name, org_name: config.organization, ovdc_name: config.vdc },
    spec: compact({
      control_plane: nodes1(config.controlPlane),
      expose: config.expose,
      k8_distribution: config.template
        ? compact({ template_name: config.template.name, template_revision: config.template.revision })
        : undefined,
      nfs: nodes1(config.nfs),
      settings: compact({
        network: config.network,
        rollback_on_failure: config.rollbackOnFailure,
        ssh_key: config.sshKey,
      }),
      workers: nodes1(config.workers),
    }),
  });
}

function toDocument2(config: ClusterConfig, version: RdeVersion): Record<string, unknown> {
  const own = config.documentVersion;
  const addOns = config.addOns ?? {};
  const network = compact({
    cni: addOns.networkCni,
    expose: config.expose,
    pods: config.podCidrs ? { cidrBlocks: config.podCidrs } : undefined,
    services: config.serviceCidrs ? { cidrBlocks: config.serviceCidrs } : undefined,
  });
  return compact({
    apiVersion: versionOfDocument(own)?.startsWith("2.") ? own : documentVersions[version],
    kind: config.kind,
    metadata: compact({
      name: config.name,
      orgName: config.organization,
      site: config.site,
      virtualDataCenterName: config.vdc,
    }),
    spec: compact({
      distribution: config.template
        ? compact({ templateName: config.template.name, templateRevision: config.template.revision })
        : undefined,
      settings: compact({
        cni: addOns.cni,
        cpi: addOns.cpi,
        csi: addOns.csi,
        network: Object.keys(network).length > 0 ? network : undefined,
        ovdcNetwork: config.network,
        rollbackOnFailure: config.rollbackOnFailure,
        sshKey: config.sshKey,
      }),
      topology: notEmpty(
        compact({
          controlPlane: nodes2(config.controlPlane),
          nfs: nodes2(config.nfs),
          workers: nodes2(config.workers),
        }),
      ),
    }),
  });
}

function nodes1(nodes: NodesConfig | undefined): Record<string, unknown> | undefined {
  if (!nodes) return undefined;
  return compact({
    count: nodes.count,
    sizing_class: nodes.sizingClass,
    storage_profile: nodes.storageProfile,
  });
}

function nodes2(nodes: NodesConfig | undefined): Record<string, unknown> | undefined {
  if (!nodes) return undefined;
  return compact({
    count: nodes.count,
    cpu: nodes.cpu,
    memory: nodes.memory,
    sizingClass: nodes.sizingClass,
    storageProfile: nodes.storageProfile,
  });
}

/** Without what was not written; null stays. */
export function compact<T extends Record<string, unknown>>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function notEmpty<T extends Record<string, unknown>>(fields: T): T | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
