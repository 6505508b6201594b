import * as z from "zod/mini";
import type { ClusterConfig, NodesConfig } from "./cluster-config";
import { clusterKinds, compact } from "./cluster-config";

/**
 * The documents as CSE takes them, strict: CSE refuses keys it does not know with 400 (container-service-extension
 * 3.0.4 `def_/models.py`, 3.1.4 `rde/models`). Required are the metadata and the network; all else has defaults.
 */
const text = z.string();
const words = z.string().check(z.minLength(1));
const count = z.int();
const optionalText = z.optional(z.nullable(text));
const kind = z.enum(clusterKinds);
const revision = z.optional(z.nullable(z.union([z.int(), text])));

const nodes1 = z.strictObject({
  count: z.optional(count),
  sizing_class: optionalText,
  storage_profile: optionalText,
});

/** A document of entity type 1.0.0 (CSE 3.0.x, or 3.1.x at API 35.0). */
export const document1 = z.strictObject({
  api_version: z.optional(z.string().check(z.regex(/^\d+\.\d+$/))),
  kind,
  metadata: z.strictObject({ cluster_name: words, org_name: words, ovdc_name: words }),
  spec: z.strictObject({
    control_plane: z.optional(nodes1),
    workers: z.optional(nodes1),
    nfs: z.optional(nodes1),
    k8_distribution: z.optional(z.strictObject({ template_name: optionalText, template_revision: revision })),
    settings: z.strictObject({
      network: words,
      ssh_key: optionalText,
      rollback_on_failure: z.optional(z.boolean()),
    }),
    expose: z.optional(z.boolean()),
  }),
});

const nodes2 = z.strictObject({
  count: z.optional(count),
  sizingClass: optionalText,
  storageProfile: optionalText,
  cpu: z.optional(z.nullable(z.int())),
  memory: z.optional(z.nullable(z.int())),
});

const blocks = z.optional(z.strictObject({ cidrBlocks: z.array(text) }));

/** A document of entity type 2.0.0 or 2.1.0 (CSE 3.1.x at API 36.0). */
export const document2 = z.strictObject({
  apiVersion: z.enum(["cse.vmware.com/v2.0", "cse.vmware.com/v2.1"]),
  kind,
  metadata: z.strictObject({
    name: words,
    orgName: words,
    virtualDataCenterName: words,
    site: z.optional(text),
  }),
  spec: z.strictObject({
    topology: z.optional(
      z.strictObject({
        controlPlane: z.optional(nodes2),
        workers: z.optional(nodes2),
        nfs: z.optional(nodes2),
      }),
    ),
    distribution: z.optional(z.strictObject({ templateName: optionalText, templateRevision: revision })),
    settings: z.strictObject({
      ovdcNetwork: words,
      sshKey: optionalText,
      rollbackOnFailure: z.optional(z.boolean()),
      network: z.optional(
        z.strictObject({
          cni: z.optional(z.unknown()),
          pods: blocks,
          services: blocks,
          expose: z.optional(z.boolean()),
        }),
      ),
      cni: z.optional(z.unknown()),
      cpi: z.optional(z.unknown()),
      csi: z.optional(z.unknown()),
    }),
  }),
});

/** What a document of 1.0.0 says, without its spelling. */
export function fromDocument1(document: z.infer<typeof document1>): ClusterConfig {
  const { metadata, spec } = document;
  return compact({
    documentVersion: document.api_version,
    kind: document.kind,
    name: metadata.cluster_name,
    organization: metadata.org_name,
    vdc: metadata.ovdc_name,
    controlPlane: nodesOf1(spec.control_plane),
    workers: nodesOf1(spec.workers),
    nfs: nodesOf1(spec.nfs),
    template: spec.k8_distribution
      ? compact({
          name: spec.k8_distribution.template_name,
          revision: spec.k8_distribution.template_revision,
        })
      : undefined,
    network: spec.settings.network,
    sshKey: spec.settings.ssh_key,
    rollbackOnFailure: spec.settings.rollback_on_failure,
    expose: spec.expose,
  });
}

/** What a document of 2.x says, without its spelling. */
export function fromDocument2(document: z.infer<typeof document2>): ClusterConfig {
  const { metadata, spec } = document;
  const { settings, topology, distribution } = spec;
  const addOns = compact({
    networkCni: settings.network?.cni,
    cni: settings.cni,
    cpi: settings.cpi,
    csi: settings.csi,
  });
  return compact({
    documentVersion: document.apiVersion as string,
    kind: document.kind,
    name: metadata.name,
    organization: metadata.orgName,
    vdc: metadata.virtualDataCenterName,
    site: metadata.site,
    controlPlane: nodesOf2(topology?.controlPlane),
    workers: nodesOf2(topology?.workers),
    nfs: nodesOf2(topology?.nfs),
    template: distribution
      ? compact({ name: distribution.templateName, revision: distribution.templateRevision })
      : undefined,
    network: settings.ovdcNetwork,
    sshKey: settings.sshKey,
    rollbackOnFailure: settings.rollbackOnFailure,
    expose: settings.network?.expose,
    podCidrs: settings.network?.pods?.cidrBlocks,
    serviceCidrs: settings.network?.services?.cidrBlocks,
    addOns: Object.keys(addOns).length > 0 ? addOns : undefined,
  });
}

function nodesOf1(nodes: z.infer<typeof nodes1> | undefined): NodesConfig | undefined {
  if (!nodes) return undefined;
  return compact({
    count: nodes.count,
    sizingClass: nodes.sizing_class,
    storageProfile: nodes.storage_profile,
  });
}

function nodesOf2(nodes: z.infer<typeof nodes2> | undefined): NodesConfig | undefined {
  return nodes ? compact({ ...nodes }) : undefined;
}
