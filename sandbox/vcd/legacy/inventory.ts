import { type Call, edgeView, json, type Reply, visible } from "../call";
import { servedVdcs } from "../cloudapi/edge-gateways";
import { bareId, stableId, urn } from "../ids";
import type { Vapp } from "../records";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { VcdError } from "../vcd-error";
import { NAMESPACE, xml, xmlReply } from "./xml";

const EDGE = "application/vnd.vmware.admin.edgeGateway+xml";
const VDC = "application/vnd.vmware.vcloud.vdc+xml";
const VAPP = "application/vnd.vmware.vcloud.vApp+xml";
const NETWORK = "application/vnd.vmware.vcloud.network+xml";

/** The old view of an edge gateway; CSE reads nothing but the kind of its backing. */
export function getEdgeGateway(sandbox: VcdSandbox, call: Call): Reply {
  const id = bareId(call.params.edge ?? "");
  const edge = visible(call.caller, sandbox.store.edgeGateways.get(id), edgeView(id));
  const attributes = {
    name: edge.name,
    id: urn("gateway", id),
    href: `${call.base}/api/admin/edgeGateway/${id}`,
    status: edge.busy ? 0 : 1,
  };
  if (call.wantsJson) {
    return json(200, {
      ...attributes,
      edgeGatewayType: edge.gatewayType,
      configuration: { edgeGatewayType: edge.gatewayType },
    });
  }
  const root = xml(
    "EdgeGateway",
    { xmlns: NAMESPACE, ...attributes, type: EDGE },
    xml("Description", {}, edge.description),
    xml("EdgeGatewayType", {}, edge.gatewayType),
    xml("Configuration", {}, xml("EdgeGatewayType", {}, edge.gatewayType)),
  );
  return xmlReply(root, EDGE, call.apiVersion);
}

export function getVdc(sandbox: VcdSandbox, call: Call): Reply {
  const { store } = sandbox;
  const { base } = call;
  const id = bareId(call.params.vdc ?? "");
  const vdc = visible(call.caller, store.vdcs.get(id), {
    right: right.vdcView,
    operation: "ORG_VDC_VIEW",
    id,
  });
  const attributes = {
    status: 1,
    name: vdc.name,
    id: urn("vdc", id),
    href: `${base}/api/vdc/${id}`,
    type: VDC,
  };
  const networks = store.networks
    .filter((network) => servedVdcs(sandbox, network.owner).includes(id))
    .map((network) => ({
      href: `${base}/api/network/${network.id}`,
      id: urn("network", network.id),
      name: network.name,
      type: NETWORK,
    }));
  const profiles = vdc.storageProfiles.map((name) => ({
    href: `${base}/api/vdcStorageProfile/${stableId("storage", id, name)}`,
    name,
    type: "application/vnd.vmware.vcloud.vdcStorageProfile+xml",
  }));
  if (call.wantsJson) {
    return json(200, {
      ...attributes,
      availableNetworks: { network: networks },
      vdcStorageProfiles: { vdcStorageProfile: profiles },
    });
  }
  const root = xml(
    "Vdc",
    { xmlns: NAMESPACE, ...attributes },
    xml("Link", {
      rel: "edgeGateways",
      type: "application/vnd.vmware.vcloud.query.records+xml",
      href: `${base}/api/query?type=edgeGateway&format=records&filter=vdc==${id}`,
    }),
    xml("Description", {}, vdc.description),
    xml("AllocationModel", {}, "Flex"),
    xml("AvailableNetworks", {}, ...networks.map((network) => xml("Network", network))),
    xml("IsEnabled", {}, "true"),
    xml("VdcStorageProfiles", {}, ...profiles.map((profile) => xml("VdcStorageProfile", profile))),
  );
  return xmlReply(root, VDC, call.apiVersion);
}

function vappOf(sandbox: VcdSandbox, call: Call): Vapp {
  const id = bareId(call.params.vapp ?? "");
  return visible(call.caller, sandbox.store.vapps.get(id), {
    right: right.vdcView,
    operation: "VAPP_VIEW",
    id,
  });
}

export function getVapp(sandbox: VcdSandbox, call: Call): Reply {
  const { base } = call;
  const vapp = vappOf(sandbox, call);
  const network = sandbox.store.networks.get(vapp.networkId)?.name ?? "";
  const attributes = {
    status: vapp.poweredOn ? 4 : 8,
    name: vapp.name,
    id: urn("vapp", vapp.id),
    href: `${base}/api/vApp/vapp-${vapp.id}`,
    type: VAPP,
  };
  const machines = vapp.nodes.map((node) => ({
    name: node.name,
    id: urn("vm", node.vmId),
    href: `${base}/api/vApp/vm-${node.vmId}`,
    ip: node.ip,
  }));
  if (call.wantsJson) {
    const vm = machines.map(({ ip, ...machine }) => ({
      ...machine,
      section: [
        {
          _type: "NetworkConnectionSectionType",
          networkConnection: [{ network, ipAddress: ip, isConnected: true }],
        },
      ],
    }));
    return json(200, { ...attributes, children: { vm } });
  }
  const root = xml(
    "VApp",
    { xmlns: NAMESPACE, ...attributes },
    xml(
      "Children",
      {},
      ...machines.map(({ ip, ...machine }) =>
        xml(
          "Vm",
          { ...machine, status: vapp.poweredOn ? 4 : 8, type: "application/vnd.vmware.vcloud.vm+xml" },
          xml(
            "NetworkConnectionSection",
            {},
            xml("NetworkConnection", { network }, xml("IpAddress", {}, ip), xml("IsConnected", {}, "true")),
          ),
        ),
      ),
    ),
  );
  return xmlReply(root, VAPP, call.apiVersion);
}

/** GET …/metadata, or …/metadata/GENERAL/{key}: CSE keeps its cluster facts here, `cse.master.ip` among them. */
export function getVappMetadata(sandbox: VcdSandbox, call: Call): Reply {
  const vapp = vappOf(sandbox, call);
  const type = "application/vnd.vmware.vcloud.metadata+xml";
  const typed = (value: string) => xml("TypedValue", {}, xml("Value", {}, value));
  const { key } = call.params;
  if (key !== undefined) {
    const value = vapp.metadata[key];
    if (value === undefined) throw new VcdError(404, "NOT_FOUND", `No metadata entry ${key}.`);
    if (call.wantsJson) return json(200, { typedValue: { _type: "MetadataStringValue", value } });
    return xmlReply(xml("MetadataValue", { xmlns: NAMESPACE }, typed(value)), type, call.apiVersion);
  }
  const entries = Object.entries(vapp.metadata);
  if (call.wantsJson) {
    return json(200, {
      metadataEntry: entries.map(([name, value]) => ({ key: name, typedValue: { value } })),
    });
  }
  const root = xml(
    "Metadata",
    { xmlns: NAMESPACE, type },
    ...entries.map(([name, value]) => xml("MetadataEntry", {}, xml("Key", {}, name), typed(value))),
  );
  return xmlReply(root, type, call.apiVersion);
}
