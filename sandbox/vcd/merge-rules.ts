import { newId, stableId, urn } from "./ids";
import type { EdgeGateway, FirewallRule, NamedRef, NatRule } from "./records";
import type { VcdSandbox } from "./state";
import type { WorldFirewallRule, WorldNatRule } from "./world";

export function makeNatRule(edge: EdgeGateway, given: WorldNatRule): NatRule {
  return {
    id: newId(),
    edgeGatewayId: edge.id,
    name: given.name,
    description: given.description ?? "",
    enabled: given.enabled ?? true,
    type: given.type ?? "DNAT",
    externalAddresses: given.externalAddresses,
    internalAddresses: given.internalAddresses,
    dnatExternalPort: given.dnatExternalPort ?? null,
    internalPort: given.internalPort ?? null,
    applicationPortProfile: null,
    snatDestinationAddresses: null,
    logging: false,
    firewallMatch: given.firewallMatch ?? "MATCH_INTERNAL_ADDRESS",
    priority: given.priority ?? 0,
    version: 0,
    systemRule: false,
  };
}

/** A rule of a description brings its IP sets and its port profile along. */
export function makeFirewallRule(
  sandbox: VcdSandbox,
  edge: EdgeGateway,
  given: WorldFirewallRule,
): FirewallRule {
  const { store } = sandbox;
  const { organizationId } = edge;
  const group = (ipAddresses: string[] | undefined, suffix: string): NamedRef[] | null => {
    if (!ipAddresses || ipAddresses.length === 0) return null;
    const name = `${given.name}-${suffix}`;
    const id = stableId("firewallGroup", edge.id, name);
    store.firewallGroups.put({
      id,
      organizationId,
      edgeGatewayId: edge.id,
      name,
      description: "",
      ipAddresses,
      version: 0,
    });
    return [{ id: urn("firewallGroup", id), name }];
  };
  const profile = (ports: string[] | undefined): NamedRef[] | null => {
    if (!ports || ports.length === 0) return null;
    const name = `${given.name}-ports`;
    const id = stableId("applicationPortProfile", edge.id, name);
    const applicationPorts = [{ protocol: "TCP", destinationPorts: ports }];
    store.portProfiles.put({
      id,
      organizationId,
      name,
      scope: "TENANT",
      contextEntityId: null,
      applicationPorts,
    });
    return [{ id: urn("applicationPortProfile", id), name }];
  };
  return {
    id: newId(),
    name: given.name,
    description: "",
    sourceFirewallGroups: group(given.sources, "sources"),
    destinationFirewallGroups: group(given.destinations, "destinations"),
    applicationPortProfiles: profile(given.tcpPorts),
    ipProtocol: "IPV4",
    actionValue: given.action,
    direction: given.direction ?? "IN_OUT",
    logging: false,
    enabled: given.enabled ?? true,
    comments: "",
    version: 0,
  };
}
