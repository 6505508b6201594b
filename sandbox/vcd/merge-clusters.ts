import { callerOf } from "./call";
import type { ClusterSpec, NodePool } from "./cse/cluster-spec";
import { createCluster } from "./cse/requests";
import { stableId, urn } from "./ids";
import { settle } from "./jobs";
import type { VcdSandbox } from "./state";
import type { WorldCapvcd, WorldCluster, WorldOrganization } from "./world";

/** Clusters that stood before anybody looked: built by the same steps, in no time. */
export async function mergeClusters(sandbox: VcdSandbox, given: WorldOrganization): Promise<void> {
  const { store } = sandbox;
  const organization = store.organizationNamed(given.name);
  for (const cluster of given.clusters ?? []) {
    const known = store.entities.find(
      (each) => each.name === cluster.name && each.organizationId === organization?.id,
    );
    if (known) continue;
    const user = store.users.get(stableId("user", given.name, cluster.owner));
    if (!user)
      throw new Error(
        `The cluster ${cluster.name} belongs to ${cluster.owner}, who is not in ${given.name}.`,
      );
    const now = sandbox.clock.now();
    const caller = callerOf(sandbox, user, null);
    const spec = specOf(sandbox, given.name, cluster);
    const apiVersion = spec.version === "1.0.0" ? "35.0" : "36.0";
    const { entity } = createCluster(
      sandbox,
      { caller, apiVersion, base: sandbox.baseUrl, now, instant: true },
      spec,
    );
    await settle(sandbox);
    if (entity.state !== "RESOLVED") throw new Error(`The cluster ${cluster.name} could not be built.`);
  }
  for (const cluster of given.capvcdClusters ?? []) mergeCapvcd(sandbox, given.name, cluster);
}

function specOf(sandbox: VcdSandbox, orgName: string, given: WorldCluster): ClusterSpec {
  const pool = (count: number): NodePool => ({
    count,
    sizingClass: null,
    storageProfile: given.storageProfile ?? null,
    cpu: null,
    memory: null,
  });
  const template = sandbox.store.templates.find(
    (each) => each.name === given.template && (given.templateRevision ?? each.revision) === each.revision,
  );
  if (!template)
    throw new Error(`The cluster ${given.name} names the template ${given.template}, which does not exist.`);
  return {
    version: sandbox.settings.personality === "3.0.4" ? "1.0.0" : "2.1.0",
    kind: given.kind ?? template.kind,
    name: given.name,
    orgName,
    vdcName: given.vdc,
    site: sandbox.baseUrl,
    controlPlane: pool(1),
    workers: pool(given.workers ?? 1),
    nfs: pool(0),
    templateName: template.name,
    templateRevision: template.revision,
    network: given.network,
    sshKey: null,
    rollback: true,
    expose: given.expose ?? false,
    podCidr: null,
    serviceCidr: null,
  };
}

/** A cluster of CSE 4: an entity to be read, its virtual service beside it. Nothing serves behind the address. */
function mergeCapvcd(sandbox: VcdSandbox, orgName: string, given: WorldCapvcd): void {
  const { store } = sandbox;
  const id = stableId("capvcd", orgName, given.name);
  if (store.virtualServices.get(id)) return;
  const organizationId = stableId("org", orgName);
  const edge = store.edgeGateways.get(stableId("gateway", orgName, given.edgeGateway));
  if (!edge)
    throw new Error(
      `The cluster ${given.name} names the edge gateway ${given.edgeGateway}, which does not exist.`,
    );
  const serviceName = `${given.name}-tcp`;
  const port = 6443;
  store.virtualServices.put({
    id,
    organizationId,
    edgeGatewayId: edge.id,
    name: serviceName,
    virtualIpAddress: given.virtualIpAddress,
    port,
    enabled: true,
    healthStatus: given.healthStatus ?? "UP",
  });
  edge.usedAddresses.push({ ipAddress: given.virtualIpAddress, category: "Load_Balancer" });
  const entityId = `urn:vcloud:entity:vmware:capvcdCluster:${id}`;
  store.entities.put({
    id: entityId,
    entityType: "urn:vcloud:type:vmware:capvcdCluster:1.1.0",
    name: given.name,
    externalId: null,
    state: "RESOLVED",
    ownerId: stableId("user", orgName, given.owner),
    organizationId,
    etag: 1,
    acl: [],
    entity: {
      apiVersion: "capvcd.vmware.com/v1.1",
      kind: "CAPVCDCluster",
      name: given.name,
      metadata: { name: given.name, orgName, site: sandbox.baseUrl, virtualDataCenterName: given.vdc },
      spec: { capiYaml: "", yamlSet: null, vcdKe: { isVCDKECluster: true } },
      status: {
        vcdKe: { state: "provisioned" },
        capvcd: {
          uid: entityId,
          phase: "Provisioned",
          kubernetes: given.kubernetesVersion ?? "v1.22.9+vmware.1",
          clusterApiStatus: { phase: "Provisioned", apiEndpoints: [{ host: given.virtualIpAddress, port }] },
          vcdProperties: { site: sandbox.baseUrl, orgVdcs: [{ name: given.vdc }] },
          vcdResourceSet: [
            {
              type: "VirtualService",
              id: urn("loadBalancerVirtualService", id),
              name: serviceName,
              additionalDetails: { virtualIP: given.virtualIpAddress },
            },
          ],
        },
      },
    },
  });
}
