import type { z } from "zod";
import { stableId } from "./ids";
import { mergeClusters } from "./merge-clusters";
import { makeFirewallRule, makeNatRule } from "./merge-rules";
import type { EdgeGateway, Organization, Role } from "./records";
import { bundledRoles, providerRole } from "./rights";
import type { VcdSandbox } from "./state";
import type { WorldEdge, WorldOrganization, WorldTemplate, worldSchema } from "./world";

/** A description that does not hang together; the message names the place. */
export class WorldError extends Error {}

type ReadWorld = z.output<typeof worldSchema>;

/** Profiles VCD brings along; CSE uses none of them. */
const systemProfiles: [string, string, string[]][] = [
  ["SSH", "TCP", ["22"]],
  ["HTTPS", "TCP", ["443"]],
  ["HTTP", "TCP", ["80"]],
  ["ICMP ALL", "ICMPv4", []],
];

/** Adds what is missing; whatever exists by its name stays as it is, so that it can be sent again at every start. */
export async function mergeWorld(sandbox: VcdSandbox, world: ReadWorld): Promise<Record<string, number>> {
  const before = sizes(sandbox);
  const { store } = sandbox;
  for (const [name, protocol, destinationPorts] of systemProfiles) {
    const id = stableId("profile", name);
    if (store.portProfiles.get(id)) continue;
    const applicationPorts = [{ protocol, destinationPorts }];
    store.portProfiles.put({
      id,
      organizationId: null,
      name,
      scope: "SYSTEM",
      contextEntityId: null,
      applicationPorts,
    });
  }
  const system = mergeOrganization(sandbox, "System", "System");
  mergeRole(sandbox, system, providerRole.name, [...providerRole.rights]);
  for (const user of world.provider?.users ?? [])
    mergeUser(sandbox, system, { ...user, role: providerRole.name });
  for (const template of world.templates ?? []) mergeTemplate(sandbox, template);
  for (const given of world.organizations ?? []) mergeTenant(sandbox, given);
  for (const given of world.organizations ?? []) await mergeClusters(sandbox, given);
  const after = sizes(sandbox);
  return Object.fromEntries(Object.entries(after).map(([name, size]) => [name, size - (before[name] ?? 0)]));
}

function sizes({ store }: VcdSandbox): Record<string, number> {
  const { organizations, users, vdcs, edgeGateways, networks, templates, natRules, entities } = store;
  const tables = { organizations, users, vdcs, edgeGateways, networks, templates, natRules, entities };
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table.size]));
}

function mergeOrganization({ store }: VcdSandbox, name: string, fullName: string): Organization {
  return (
    store.organizationNamed(name) ?? store.organizations.put({ id: stableId("org", name), name, fullName })
  );
}

function mergeRole({ store }: VcdSandbox, organization: Organization, name: string, rights: string[]): Role {
  const id = stableId("role", organization.name, name);
  return store.roles.get(id) ?? store.roles.put({ id, organizationId: organization.id, name, rights });
}

type GivenUser = NonNullable<WorldOrganization["users"]>[number];

function mergeUser({ store }: VcdSandbox, organization: Organization, given: GivenUser): void {
  const id = stableId("user", organization.name, given.name);
  const organizationId = organization.id;
  const role = store.roles.find((each) => each.organizationId === organizationId && each.name === given.role);
  if (!role)
    throw new WorldError(
      `The user ${given.name} has the role ${given.role}, which ${organization.name} has not.`,
    );
  if (!store.users.get(id)) {
    const { name, password } = given;
    store.users.put({
      id,
      organizationId,
      name,
      password,
      roleId: role.id,
      failedLogins: 0,
      lockedUntil: null,
    });
  }
  for (const { name, token } of given.apiTokens ?? []) {
    const tokenId = stableId("token", organization.name, given.name, name);
    if (store.apiTokens.get(tokenId)) continue;
    store.apiTokens.put({ id: tokenId, name, clientId: tokenId, token, userId: id, organizationId });
  }
}

function mergeTemplate({ store }: VcdSandbox, given: WorldTemplate): void {
  if (store.templates.get(`${given.name}/${given.revision}`)) return;
  const isTkgm = given.kind === "TKGm";
  store.templates.put({
    name: given.name,
    revision: given.revision,
    kind: given.kind,
    kubernetesVersion: given.kubernetesVersion,
    kubernetes: given.kubernetes ?? (isTkgm ? "TKGm" : "upstream"),
    catalog: given.catalog ?? "cse",
    cni: given.cni ?? (isTkgm ? "antrea" : "weave"),
    cniVersion: given.cniVersion ?? (isTkgm ? "0.11.3" : "2.8.1"),
    os: given.os ?? "ubuntu-20.04",
    dockerVersion: given.dockerVersion ?? (isTkgm ? "n/a" : "20.10.7"),
    deprecated: given.deprecated ?? false,
    isDefault: given.isDefault ?? false,
    upgradeFrom: given.upgradeFrom ?? [],
    withoutKubeadmInit: given.withoutKubeadmInit ?? false,
  });
}

function mergeTenant(sandbox: VcdSandbox, given: WorldOrganization): void {
  const { store } = sandbox;
  const organization = mergeOrganization(sandbox, given.name, given.fullName ?? given.name);
  const organizationId = organization.id;
  for (const [name, rights] of Object.entries(bundledRoles))
    mergeRole(sandbox, organization, name, [...rights]);
  for (const role of given.roles ?? []) {
    const base = role.rights ?? bundledRoles[role.like ?? "Organization Administrator"];
    if (!base) throw new WorldError(`The role ${role.name} is like ${role.like}, which does not exist.`);
    mergeRole(
      sandbox,
      organization,
      role.name,
      base.filter((each) => !role.without?.includes(each)),
    );
  }
  for (const user of given.users ?? []) mergeUser(sandbox, organization, user);
  for (const vdc of given.vdcs ?? []) {
    const id = stableId("vdc", given.name, vdc.name);
    if (store.vdcs.get(id)) continue;
    store.vdcs.put({
      id,
      organizationId,
      name: vdc.name,
      description: vdc.description ?? "",
      k8sRuntimes: vdc.k8sRuntimes ?? ["native", "TKGm"],
      storageProfiles: vdc.storageProfiles ?? ["*"],
      sizingPolicies: vdc.sizingPolicies ?? [],
    });
  }
  for (const group of given.vdcGroups ?? []) {
    const id = stableId("vdcGroup", given.name, group.name);
    if (store.vdcGroups.get(id)) continue;
    const vdcIds = group.vdcs.map((name) => ownerOf(sandbox, given.name, { vdc: name }).id);
    store.vdcGroups.put({ id, organizationId, name: group.name, vdcIds });
  }
  for (const edge of given.edgeGateways ?? []) mergeEdge(sandbox, organization, edge);
  for (const network of given.networks ?? []) {
    const owner = ownerOf(sandbox, given.name, network);
    const id = stableId("network", given.name, owner.id, network.name);
    if (store.networks.get(id)) continue;
    const edge =
      network.edgeGateway && store.edgeGateways.get(stableId("gateway", given.name, network.edgeGateway));
    const networkType = network.networkType ?? (network.edgeGateway ? "NAT_ROUTED" : "ISOLATED");
    if (networkType === "NAT_ROUTED" && !edge) {
      throw new WorldError(
        `The routed network ${network.name} of ${given.name} names no edge gateway of its organization.`,
      );
    }
    store.networks.put({
      id,
      organizationId,
      name: network.name,
      description: "",
      owner,
      networkType,
      edgeGatewayId: edge ? edge.id : null,
      gateway: network.gateway,
      prefixLength: network.prefixLength,
      ranges: network.ranges.map((range) => ({ startAddress: range.start, endAddress: range.end })),
    });
  }
}

function ownerOf(
  { store }: VcdSandbox,
  organization: string,
  given: { vdc?: string | undefined; vdcGroup?: string | undefined },
) {
  const kind = given.vdcGroup ? ("vdcGroup" as const) : ("vdc" as const);
  const name = given.vdcGroup ?? given.vdc ?? "";
  const id = stableId(kind, organization, name);
  const known = kind === "vdc" ? store.vdcs.get(id) : store.vdcGroups.get(id);
  if (!known) throw new WorldError(`${organization} has no org VDC or VDC group named "${name}".`);
  return { kind, id };
}

function mergeEdge(sandbox: VcdSandbox, organization: Organization, given: WorldEdge): void {
  const { store } = sandbox;
  const id = stableId("gateway", organization.name, given.name);
  if (store.edgeGateways.get(id)) return;
  const edge: EdgeGateway = {
    id,
    organizationId: organization.id,
    name: given.name,
    description: "",
    owner: ownerOf(sandbox, organization.name, given),
    gatewayType: given.gatewayType ?? "NSXT_BACKED",
    uplinks: given.uplinks.map((uplink) => ({
      id: stableId("externalNetwork", uplink.name),
      name: uplink.name,
      subnets: uplink.usingIpSpace
        ? null
        : (uplink.subnets ?? []).map((subnet) => ({
            gateway: subnet.gateway,
            prefixLength: subnet.prefixLength,
            ranges: subnet.ranges.map((range) => ({ startAddress: range.start, endAddress: range.end })),
            primaryIp: subnet.primaryIp ?? null,
          })),
    })),
    status: "REALIZED",
    busy: null,
    usedAddresses: given.usedAddresses ?? [],
    natListStatus: "REALIZED",
    firewall: { systemRules: [], userDefinedRules: [], defaultRules: [] },
  };
  store.edgeGateways.put(edge);
  const action = given.defaultFirewallAction ?? "ALLOW";
  edge.firewall.defaultRules = [makeFirewallRule(sandbox, edge, { name: "default_rule", action })];
  edge.firewall.userDefinedRules = (given.firewallRules ?? []).map((rule) =>
    makeFirewallRule(sandbox, edge, rule),
  );
  for (const rule of given.natRules ?? []) store.natRules.put(makeNatRule(edge, rule));
}
