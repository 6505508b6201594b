import type { ClusterConfig } from "./cluster-config";

/** A configuration as it is printed in a well-known article: all but the first line is one level too deep. */
export const misindented = `api_version: '35.0'
  kind: TKGm
  metadata:
    cluster_name: tkg1
    org_name: tenant1
    ovdc_name: tenant1-vdc
  spec:
    control_plane:
      count: 1
      storage_profile: truenas-iscsi-luns
    expose: true
    k8_distribution:
      template_name: ubuntu-20.04_tkgm-1.20_antrea-0.11
      template_revision: 1
    settings:
      network: default-organization-network
      rollback_on_failure: true
      ssh_key: null
    workers:
      count: 1
      storage_profile: truenas-iscsi-luns
`;

/** The same, as it was meant. */
export const wellIndented = misindented
  .split("\n")
  .map((line, index) => (index === 0 ? line : line.replace(/^ {2}/, "")))
  .join("\n");

/** What `vcd cse cluster apply` sends for it (container-service-extension 3.1.4's client, recorded): the file as JSON. */
export const sentForIt = {
  api_version: "35.0",
  kind: "TKGm",
  metadata: { cluster_name: "tkg1", org_name: "tenant1", ovdc_name: "tenant1-vdc" },
  spec: {
    control_plane: { count: 1, storage_profile: "truenas-iscsi-luns" },
    expose: true,
    k8_distribution: { template_name: "ubuntu-20.04_tkgm-1.20_antrea-0.11", template_revision: 1 },
    settings: { network: "default-organization-network", rollback_on_failure: true, ssh_key: null },
    workers: { count: 1, storage_profile: "truenas-iscsi-luns" },
  },
};

export const modern = `apiVersion: cse.vmware.com/v2.1
kind: TKGm
metadata:
  name: tkg1
  orgName: tenant1
  virtualDataCenterName: tenant1-vdc
  site: https://vcd.example
spec:
  topology:
    controlPlane:
      count: 1
      sizingClass: null
      storageProfile: null
      cpu: null
      memory: null
    workers:
      count: 2
      sizingClass: large
  distribution:
    templateName: ubuntu-20.04
    templateRevision: 1
  settings:
    ovdcNetwork: default-organization-network
    sshKey: null
    rollbackOnFailure: true
    network:
      cni: null
      pods:
        cidrBlocks:
        - 100.96.0.0/11
      services:
        cidrBlocks: ["100.64.0.0/13"]
      expose: true
    csi:
    - name: null
      default: true
      defaultK8sStorageClass:
        vcdStorageProfileName: '*'
`;

export function configOf(change: Partial<ClusterConfig> = {}): ClusterConfig {
  return {
    documentVersion: "35.0",
    kind: "native",
    name: "tkg1",
    organization: "tenant1",
    vdc: "tenant1-vdc",
    controlPlane: { count: 1, storageProfile: null },
    workers: { count: 1, storageProfile: null },
    template: { name: "ubuntu-20.04_k8-1.21", revision: 2 },
    network: "default-organization-network",
    sshKey: null,
    rollbackOnFailure: true,
    expose: true,
    ...change,
  };
}
