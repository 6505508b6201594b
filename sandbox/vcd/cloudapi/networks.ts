import { countIn } from "../addresses";
import { type Call, hasRight, json, needRight, type Reply, sees, visible } from "../call";
import { bareId, stableId, urn } from "../ids";
import { page } from "../paging";
import type { OrgVdcNetwork, Vdc } from "../records";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { organizationRef, ownerContext, ownerRef } from "./edge-gateways";

/** Addresses that machines of this network hold. */
export function allocatedAddresses(sandbox: VcdSandbox, network: OrgVdcNetwork) {
  return sandbox.store.vapps
    .filter((vapp) => vapp.networkId === network.id)
    .flatMap((vapp) =>
      vapp.nodes.map((node) => ({ ipAddress: node.ip, vmName: node.name, vmId: node.vmId })),
    );
}

export function showNetwork(sandbox: VcdSandbox, network: OrgVdcNetwork) {
  const owner = ownerRef(sandbox, network.owner);
  const edge = sandbox.store.edgeGateways.get(network.edgeGatewayId);
  const total = countIn(network.ranges);
  const used = allocatedAddresses(sandbox, network).length;
  return {
    id: urn("network", network.id),
    name: network.name,
    description: network.description,
    networkType: network.networkType,
    subnets: {
      values: [
        {
          gateway: network.gateway,
          prefixLength: network.prefixLength,
          dnsServer1: "",
          dnsServer2: "",
          dnsSuffix: "",
          ipRanges: { values: network.ranges },
          enabled: true,
          totalIpCount: total,
          usedIpCount: used,
        },
      ],
    },
    connection: edge
      ? {
          routerRef: { name: edge.name, id: urn("gateway", edge.id) },
          connectionType: "INTERNAL",
          connectionTypeValue: "INTERNAL",
          connected: true,
        }
      : null,
    orgVdc: network.owner.kind === "vdc" ? owner : null,
    ownerRef: owner,
    orgRef: organizationRef(sandbox, network.organizationId),
    orgVdcIsNsxTBacked: true,
    backingNetworkId: network.id,
    backingNetworkType: "NSXT_FLEXIBLE_SEGMENT",
    shared: network.owner.kind === "vdcGroup",
    status: "REALIZED",
    totalIpCount: total,
    usedIpCount: used,
    routeAdvertised: false,
  };
}

export function listNetworks(sandbox: VcdSandbox, call: Call): Reply {
  needRight(call.caller, right.networkView, "ORG_VDC_NETWORK_VIEW");
  const networks = sandbox.store.networks.filter((network) => sees(call.caller, network.organizationId));
  const shown = networks.map((network) => showNetwork(sandbox, network));
  const special = (key: string, value: string, record: unknown) => {
    const network = networks[shown.indexOf(record as (typeof shown)[number])];
    return network && ownerContext(sandbox, network.owner)(key, value);
  };
  return page(call, shown, { model: "VdcNetworks", pageSize: 16, special });
}

function networkOf(sandbox: VcdSandbox, call: Call): OrgVdcNetwork {
  const id = bareId(call.params.network ?? "");
  const wanted = { right: right.networkView, operation: "ORG_VDC_NETWORK_VIEW", id };
  return visible(call.caller, sandbox.store.networks.get(id), wanted);
}

export const getNetwork = (sandbox: VcdSandbox, call: Call): Reply =>
  json(200, showNetwork(sandbox, networkOf(sandbox, call)));

export function listAllocatedAddresses(sandbox: VcdSandbox, call: Call): Reply {
  const network = networkOf(sandbox, call);
  const values = allocatedAddresses(sandbox, network).map(({ ipAddress, vmName, vmId }) => ({
    ipAddress,
    allocationType: "VM_ALLOCATED",
    deployed: true,
    entity: { name: vmName, id: urn("vm", vmId) },
  }));
  return page(call, values, { model: "VdcNetworkAllocatedIpAddresses" });
}

const showVdc = (sandbox: VcdSandbox, vdc: Vdc) => ({
  id: urn("vdc", vdc.id),
  name: vdc.name,
  description: vdc.description,
  allocationType: "Flex",
  org: organizationRef(sandbox, vdc.organizationId),
});

export const visibleVdcs = (sandbox: VcdSandbox, call: Call) =>
  sandbox.store.vdcs.filter(
    (vdc) => sees(call.caller, vdc.organizationId) && hasRight(call.caller, right.vdcView),
  );

export function listVdcs(sandbox: VcdSandbox, call: Call): Reply {
  needRight(call.caller, right.vdcView, "ORG_VDC_VIEW");
  const shown = visibleVdcs(sandbox, call).map((vdc) => showVdc(sandbox, vdc));
  return page(call, shown, { model: "Vdcs" });
}

function vdcOf(sandbox: VcdSandbox, call: Call): Vdc {
  const id = bareId(call.params.vdc ?? "");
  const wanted = { right: right.vdcView, operation: "ORG_VDC_VIEW", id };
  return visible(call.caller, sandbox.store.vdcs.get(id), wanted);
}

export const getVdc = (sandbox: VcdSandbox, call: Call): Reply =>
  json(200, showVdc(sandbox, vdcOf(sandbox, call)));

export function listVdcGroups(sandbox: VcdSandbox, call: Call): Reply {
  const shown = sandbox.store.vdcGroups
    .filter((group) => sees(call.caller, group.organizationId))
    .map((group) => ({
      id: urn("vdcGroup", group.id),
      name: group.name,
      description: "",
      orgId: urn("org", group.organizationId),
      type: "LOCAL",
      status: "REALIZED",
      networkProviderType: "NSX_T",
      participatingOrgVdcs: group.vdcIds.map((id) => ({
        vdcRef: ownerRef(sandbox, { kind: "vdc", id }),
        orgRef: organizationRef(sandbox, group.organizationId),
        remoteOrg: false,
      })),
    }));
  return page(call, shown, { model: "VdcGroups" });
}

const showPolicies = (vdc: Vdc) =>
  vdc.sizingPolicies.map((policy) => ({
    id: urn("vdcComputePolicy", stableId("policy", vdc.id, policy.name)),
    name: policy.name,
    description: "",
    cpuCount: policy.cpuCount,
    memory: policy.memoryMb,
    isSizingOnly: true,
    policyType: "VdcVmPolicy",
  }));

export const listVdcComputePolicies = (sandbox: VcdSandbox, call: Call): Reply =>
  page(call, showPolicies(vdcOf(sandbox, call)), { model: "VdcComputePolicies" });

/** One entry for each name: the same policy may be published to several VDCs. */
export function listComputePolicies(sandbox: VcdSandbox, call: Call): Reply {
  const all = visibleVdcs(sandbox, call).flatMap(showPolicies);
  const byName = new Map(all.map((policy) => [policy.name, policy]));
  return page(call, [...byName.values()], { model: "VdcComputePolicies2" });
}

export function listStoragePolicies(sandbox: VcdSandbox, call: Call): Reply {
  const shown = visibleVdcs(sandbox, call).flatMap((vdc) =>
    vdc.storageProfiles.map((name, index) => ({
      id: urn("vdcstorageProfile", stableId("storage", vdc.id, name)),
      name,
      description: "",
      enabled: true,
      isDefaultStorageProfile: index === 0,
      orgVdc: ownerRef(sandbox, { kind: "vdc", id: vdc.id }),
    })),
  );
  return page(call, shown, { model: "OrgVdcStoragePolicies" });
}
