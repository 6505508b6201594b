import { addressesIn } from "../addresses";
import { allocatedAddresses } from "../cloudapi/networks";
import { newId, nodeName } from "../ids";
import type { Node, Template, Vapp, Vdc } from "../records";
import type { StepContext } from "./call-vcd";
import type { NodePool } from "./cluster-spec";
import { KnownFailure } from "./cse-error";

const prefixes = { "control-plane": "mstr", worker: "node", nfs: "nfsd" } as const;

export function findVdc({ sandbox, operation }: StepContext): Vdc {
  const { vdcName } = operation.data.spec;
  const vdc = sandbox.store.vdcs.find(
    (each) => each.organizationId === operation.organizationId && each.name === vdcName,
  );
  if (!vdc) throw new Error(`VDC ${vdcName} not found`);
  return vdc;
}

/** A vApp on the cluster's network; the name must be free in the VDC. */
export function makeVapp(context: StepContext): Vapp {
  const { sandbox, operation } = context;
  const { spec } = operation.data;
  const vdc = findVdc(context);
  const network = sandbox.store.networks.find((each) => {
    if (each.name !== spec.network || each.organizationId !== operation.organizationId) return false;
    const group = sandbox.store.vdcGroups.get(each.owner.id);
    return each.owner.id === vdc.id || Boolean(group?.vdcIds.includes(vdc.id));
  });
  if (!network) {
    throw new KnownFailure(
      `Error while creating vApp: Network '${spec.network}' in the Virtual Datacenter '${vdc.name}' could not be found`,
    );
  }
  return sandbox.store.vapps.put({
    id: newId(),
    organizationId: operation.organizationId,
    vdcId: vdc.id,
    networkId: network.id,
    name: operation.clusterName,
    entityId: operation.entityId,
    nodes: [],
    metadata: { "cse.cluster.id": operation.entityId, "cse.version": sandbox.settings.personality },
    toolsRunning: true,
    poweredOn: true,
  });
}

/** Adds machines with addresses of the network's pool; what they need must exist in the VDC. */
export function addNodes(
  context: StepContext,
  vapp: Vapp,
  role: Node["role"],
  pool: NodePool,
  count: number,
): Node[] {
  const { sandbox, operation, now } = context;
  const what = {
    "control-plane": "Error adding control plane node",
    worker: "Error creating worker node",
    nfs: "Error creating NFS node",
  }[role];
  const fail = (reason: string): never => {
    throw new KnownFailure(`${what}: failure on creating nodes: ${reason}`);
  };
  const vdc = sandbox.store.vdcs.get(vapp.vdcId);
  const network = sandbox.store.networks.get(vapp.networkId);
  if (!vdc || !network) throw new Error("The VDC or its network is gone.");
  const { kind } = operation.data.spec;
  if (!vdc.k8sRuntimes.includes(kind)) fail(`the org VDC ${vdc.name} is not enabled for ${kind} clusters`);
  if (
    pool.storageProfile &&
    pool.storageProfile !== "*" &&
    !vdc.storageProfiles.includes(pool.storageProfile)
  ) {
    fail(`Storage Profile named '${pool.storageProfile}' not found`);
  }
  if (pool.sizingClass && !vdc.sizingPolicies.some((policy) => policy.name === pool.sizingClass)) {
    fail(`No compute policy with name '${pool.sizingClass}' found.`);
  }
  const taken = new Set(allocatedAddresses(sandbox, network).map((use) => use.ipAddress));
  const free = [...addressesIn(network.ranges)].filter((address) => !taken.has(address));
  const added = Array.from({ length: count }, (_, index): Node => {
    const ip = free[index] ?? fail(`The network ${network.name} has no IP address left.`);
    return { name: nodeName(prefixes[role]), ip, role, vmId: newId(), ready: true, createdAt: now };
  });
  vapp.nodes.push(...added);
  return added;
}

export function removeVapp({ sandbox }: StepContext, vapp: Vapp): void {
  sandbox.store.vapps.delete(vapp.id);
  sandbox.store.controlPlanes.delete(vapp.id);
}

/** kubeadm takes the version as the template names it: 1.20.5 or v1.21.2+vmware.1. */
export const gitVersion = (template: Template) => `v${template.kubernetesVersion.replace(/^v/, "")}`;
