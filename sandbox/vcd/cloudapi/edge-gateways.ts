import { countIn, toNumber, usedAddresses } from "../addresses";
import { accepted, type Call, json, needRight, type Reply, readJson, sees, visible } from "../call";
import { releaseIfOver, startEdgeChange } from "../edge-changes";
import { bareId, urn } from "../ids";
import { page } from "../paging";
import type { EdgeGateway, Subnet } from "../records";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { badRequest } from "../vcd-error";
import { edgeOf } from "./nat-rules";

export function ownerRef(sandbox: VcdSandbox, owner: { kind: "vdc" | "vdcGroup"; id: string }) {
  const record =
    owner.kind === "vdc" ? sandbox.store.vdcs.get(owner.id) : sandbox.store.vdcGroups.get(owner.id);
  return { name: record?.name ?? "", id: urn(owner.kind, owner.id) };
}

export function organizationRef(sandbox: VcdSandbox, id: string) {
  return { name: sandbox.store.organizations.get(id)?.name ?? "", id: urn("org", id) };
}

/** VDCs an edge or a network serves: its owner, or every member of its owner's group. */
export function servedVdcs(sandbox: VcdSandbox, owner: { kind: "vdc" | "vdcGroup"; id: string }): string[] {
  return owner.kind === "vdc" ? [owner.id] : (sandbox.store.vdcGroups.get(owner.id)?.vdcIds ?? []);
}

/** `_context==<vdc>` widens by what the VDC's groups own; `includeAccessible` is what this sandbox always does. */
export function ownerContext(sandbox: VcdSandbox, owner: { kind: "vdc" | "vdcGroup"; id: string }) {
  return (key: string, value: string): boolean | undefined => {
    if (key !== "_context") return undefined;
    if (!value.startsWith("urn:vcloud:")) return true;
    const id = bareId(value);
    return owner.id === id || servedVdcs(sandbox, owner).includes(id);
  };
}

export function showEdge(sandbox: VcdSandbox, edge: EdgeGateway) {
  const used = new Set(usedAddresses(sandbox, edge).map((use) => toNumber(use.ipAddress)));
  const owner = ownerRef(sandbox, edge.owner);
  const showSubnet = (subnet: Subnet) => {
    const inside = [...used].filter((value) =>
      subnet.ranges.some(
        (range) => value >= toNumber(range.startAddress) && value <= toNumber(range.endAddress),
      ),
    );
    return {
      gateway: subnet.gateway,
      prefixLength: subnet.prefixLength,
      dnsSuffix: null,
      dnsServer1: "",
      dnsServer2: "",
      ipRanges: { values: subnet.ranges },
      enabled: true,
      totalIpCount: countIn(subnet.ranges),
      usedIpCount: inside.length,
      primaryIp: subnet.primaryIp,
      autoAllocateIpRanges: false,
    };
  };
  return {
    status: edge.status,
    id: urn("gateway", edge.id),
    name: edge.name,
    description: edge.description,
    edgeGatewayUplinks: edge.uplinks.map((uplink) => ({
      uplinkId: urn("network", uplink.id),
      uplinkName: uplink.name,
      subnets: uplink.subnets ? { values: uplink.subnets.map(showSubnet) } : null,
      connected: true,
      quickAddAllocatedIpCount: null,
      dedicated: false,
      usingIpSpace: uplink.subnets === null,
      vrfLiteBacked: false,
      backingType: "NSXT_TIER0",
    })),
    distributedRoutingEnabled: true,
    nonDistributedRoutingEnabled: false,
    orgVdcNetworkCount: sandbox.store.networks.filter((network) => network.edgeGatewayId === edge.id).length,
    gatewayBacking: {
      backingId: edge.id,
      gatewayType: edge.gatewayType,
      networkProvider: { name: "nsxt", id: urn("nsxtmanager", edge.id) },
    },
    orgVdc: edge.owner.kind === "vdc" ? owner : null,
    ownerRef: owner,
    orgRef: organizationRef(sandbox, edge.organizationId),
    serviceNetworkDefinition: "192.168.255.225/27",
    edgeClusterConfig: null,
  };
}

export function listEdgeGateways(sandbox: VcdSandbox, call: Call): Reply {
  needRight(call.caller, right.gatewayView, "ORG_VDC_GATEWAY_VIEW");
  const edges = sandbox.store.edgeGateways.filter((edge) => sees(call.caller, edge.organizationId));
  for (const edge of edges) releaseIfOver(edge, call.now);
  const shown = edges.map((edge) => showEdge(sandbox, edge));
  const special = (key: string, value: string, record: unknown) => {
    const edge = edges[shown.indexOf(record as (typeof shown)[number])];
    return edge && ownerContext(sandbox, edge.owner)(key, value);
  };
  return page(call, shown, { model: "EdgeGateways", special });
}

export function getEdgeGateway(sandbox: VcdSandbox, call: Call): Reply {
  const edge = edgeOf(sandbox, call.caller, call.params.edge ?? "");
  releaseIfOver(edge, call.now);
  return json(200, showEdge(sandbox, edge), { "content-location": `${call.base}${call.path}` });
}

export function updateEdgeGateway(sandbox: VcdSandbox, call: Call): Reply {
  const { caller, now } = call;
  const edge = edgeOf(sandbox, caller, call.params.edge ?? "");
  needRight(caller, right.gatewayConfigure, "ORG_VDC_GATEWAY_CONFIGURE", edge.id);
  const body = readJson(call);
  if (typeof body.name !== "string" || body.name === "") throw badRequest("The edge gateway has no name.");
  const change = {
    kind: "describe-edge",
    name: body.name,
    description: String(body.description ?? ""),
  } as const;
  const task = startEdgeChange(sandbox, { edge, caller, operation: "ORG_VDC_GATEWAY_UPDATE", change, now });
  return accepted(call, task.id);
}

export function listUsedAddresses(sandbox: VcdSandbox, call: Call): Reply {
  const edge = edgeOf(sandbox, call.caller, call.params.edge ?? "");
  const uplink = edge.uplinks[0];
  const networkRef = { name: uplink?.name ?? "", id: urn("network", uplink?.id ?? "") };
  const values = usedAddresses(sandbox, edge).map((use) => ({ networkRef, ...use }));
  return page(call, values, { model: "GatewayUsedIpAddresses" });
}

export function listVirtualServices(sandbox: VcdSandbox, call: Call): Reply {
  const edge = edgeOf(sandbox, call.caller, call.params.edge ?? "");
  needRight(call.caller, right.loadBalancerView, "ORG_VDC_GATEWAY_VIEW_LOAD_BALANCER", edge.id);
  const services = sandbox.store.virtualServices.filter((service) => service.edgeGatewayId === edge.id);
  return page(
    call,
    services.map((service) => showVirtualService(sandbox, service.id)),
    { model: "EdgeVirtualServiceSummaries" },
  );
}

function showVirtualService(sandbox: VcdSandbox, id: string) {
  const service = sandbox.store.virtualServices.get(id);
  if (!service) return {};
  const edge = sandbox.store.edgeGateways.get(service.edgeGatewayId);
  return {
    id: urn("loadBalancerVirtualService", service.id),
    name: service.name,
    enabled: service.enabled,
    virtualIpAddress: service.virtualIpAddress,
    gatewayRef: { name: edge?.name ?? "", id: urn("gateway", service.edgeGatewayId) },
    servicePorts: [
      {
        portStart: service.port,
        portEnd: service.port,
        sslEnabled: false,
        tcpUdpProfile: { type: "TCP_PROXY" },
      },
    ],
    applicationProfile: { name: "L4 TCP", type: "L4_TCP" },
    healthStatus: service.healthStatus,
    status: "REALIZED",
  };
}

export function getVirtualService(sandbox: VcdSandbox, call: Call): Reply {
  const id = bareId(call.params.id ?? "");
  const service = sandbox.store.virtualServices.get(id);
  visible(call.caller, service, {
    right: right.loadBalancerView,
    operation: "ORG_VDC_GATEWAY_VIEW_LOAD_BALANCER",
    id,
  });
  return json(200, showVirtualService(sandbox, id));
}
