import type { Call, Reply } from "./call";
import * as edges from "./cloudapi/edge-gateways";
import * as entities from "./cloudapi/entities";
import * as firewall from "./cloudapi/firewall";
import * as nat from "./cloudapi/nat-rules";
import * as networks from "./cloudapi/networks";
import * as people from "./cloudapi/people";
import * as profiles from "./cloudapi/port-profiles";
import * as sessions from "./cloudapi/sessions";
import * as inventory from "./legacy/inventory";
import * as organizations from "./legacy/organizations";
import { query } from "./legacy/query";
import * as tasks from "./legacy/tasks";
import * as oauth from "./oauth";
import type { VcdSandbox } from "./state";

export type Handler = (sandbox: VcdSandbox, call: Call) => Reply;
export type OpenHandler = (sandbox: VcdSandbox, call: Omit<Call, "caller">) => Reply;

interface RouteBase {
  methods: string[];
  path: string;
  operation: string;
}

export type Route = RouteBase & ({ open?: false; run: Handler } | { open: true; run: OpenHandler });

const V1 = "/cloudapi/1.0.0";
const EDGE = `${V1}/edgeGateways/{edge}`;

const get = (path: string, operation: string, run: Handler): Route => ({
  methods: ["GET"],
  path,
  operation,
  run,
});
const on = (methods: string, path: string, operation: string, run: Handler): Route => ({
  methods: methods.split(" "),
  path,
  operation,
  run,
});
const open = (method: string, path: string, operation: string, run: OpenHandler): Route => ({
  methods: [method],
  path,
  operation,
  run,
  open: true,
});

export const routes: Route[] = [
  open("GET", "/api/versions", "listVersions", organizations.listVersions),
  open("POST", "/api/sessions", "login", organizations.logIn),
  open("POST", `${V1}/sessions`, "login", (sandbox, call) => sessions.logIn(sandbox, call, "tenant")),
  open("POST", `${V1}/sessions/provider`, "loginProvider", (sandbox, call) =>
    sessions.logIn(sandbox, call, "provider"),
  ),
  open("POST", "/oauth/tenant/{organization}/token", "grantToken", oauth.grantToken),
  open("POST", "/oauth/provider/token", "grantToken", oauth.grantToken),
  open("POST", "/oauth/tenant/{organization}/register", "registerClient", oauth.registerClient),
  open("POST", "/oauth/provider/register", "registerClient", oauth.registerClient),

  get("/api/session", "getLegacySession", organizations.getSession),
  on("DELETE", "/api/session", "logout", organizations.logOut),
  get("/api/org", "listOrganizations", organizations.listOrganizations),
  get("/api/org/{organization}", "getOrganization", organizations.getOrganization),
  get("/api/query", "query", query),
  get("/api/vdc/{vdc}", "getLegacyVdc", inventory.getVdc),
  get("/api/admin/edgeGateway/{edge}", "getLegacyEdgeGateway", inventory.getEdgeGateway),
  get("/api/vApp/{vapp}", "getVapp", inventory.getVapp),
  get("/api/vApp/{vapp}/metadata", "getVappMetadata", inventory.getVappMetadata),
  get("/api/vApp/{vapp}/metadata/GENERAL/{key}", "getVappMetadata", inventory.getVappMetadata),
  get("/api/vApp/{vapp}/metadata/{key}", "getVappMetadata", inventory.getVappMetadata),
  get("/api/task/{task}", "getTask", tasks.getTask),
  on("POST", "/api/task/{task}/action/cancel", "cancelTask", tasks.cancelTask),

  get(`${V1}/sessions`, "listSessions", sessions.listSessions),
  get(`${V1}/sessions/{session}`, "getSession", sessions.getSession),
  on("DELETE", `${V1}/sessions/{session}`, "logout", sessions.logOut),
  get(`${V1}/tokens`, "listTokens", sessions.listTokens),
  on("GET DELETE", `${V1}/tokens/{token}`, "oneToken", sessions.oneToken),
  get(`${V1}/roles`, "listRoles", people.listRoles),
  get(`${V1}/roles/{role}/rights`, "listRoleRights", people.listRoleRights),
  get(`${V1}/users`, "listUsers", people.listUsers),
  get(`${V1}/orgs`, "listOrgs", people.listOrganizations),
  get(`${V1}/orgs/{organization}`, "getOrg", people.getOrganization),

  get(`${V1}/vdcs`, "listVdcs", networks.listVdcs),
  get(`${V1}/vdcs/{vdc}`, "getVdc", networks.getVdc),
  get(`${V1}/vdcs/{vdc}/computePolicies`, "listVdcComputePolicies", networks.listVdcComputePolicies),
  get(
    "/cloudapi/2.0.0/vdcs/{vdc}/computePolicies",
    "listVdcComputePolicies",
    networks.listVdcComputePolicies,
  ),
  get("/cloudapi/2.0.0/vdcComputePolicies", "listComputePolicies", networks.listComputePolicies),
  get(`${V1}/orgVdcStoragePolicies`, "listStoragePolicies", networks.listStoragePolicies),
  get(`${V1}/vdcGroups`, "listVdcGroups", networks.listVdcGroups),
  get(`${V1}/orgVdcNetworks`, "listOrgVdcNetworks", networks.listNetworks),
  get(`${V1}/orgVdcNetworks/{network}`, "getOrgVdcNetwork", networks.getNetwork),
  get(
    `${V1}/orgVdcNetworks/{network}/allocatedIpAddresses`,
    "listAllocatedIpAddresses",
    networks.listAllocatedAddresses,
  ),

  get(`${V1}/edgeGateways`, "listEdgeGateways", edges.listEdgeGateways),
  get(EDGE, "getEdgeGateway", edges.getEdgeGateway),
  on("PUT", EDGE, "updateEdgeGateway", edges.updateEdgeGateway),
  get(`${EDGE}/usedIpAddresses`, "listUsedIpAddresses", edges.listUsedAddresses),
  get(`${EDGE}/nat/rules`, "listNatRules", nat.listNatRules),
  on("POST", `${EDGE}/nat/rules`, "createNatRule", nat.createNatRule),
  get(`${EDGE}/nat/rules/{rule}`, "getNatRule", nat.getNatRule),
  on("PUT", `${EDGE}/nat/rules/{rule}`, "updateNatRule", nat.updateNatRule),
  on("DELETE", `${EDGE}/nat/rules/{rule}`, "deleteNatRule", nat.deleteNatRule),
  get(`${EDGE}/firewall/rules`, "listFirewallRules", firewall.listFirewallRules),
  on("PUT", `${EDGE}/firewall/rules`, "updateFirewallRules", firewall.replaceFirewallRules),
  get(`${EDGE}/firewall/rules/{rule}`, "getFirewallRule", firewall.oneFirewallRule),
  on("PUT DELETE", `${EDGE}/firewall/rules/{rule}`, "updateFirewallRules", firewall.oneFirewallRule),
  get(`${EDGE}/loadBalancer/virtualServiceSummaries`, "listVirtualServices", edges.listVirtualServices),
  get(`${V1}/loadBalancer/virtualServices/{id}`, "getVirtualService", edges.getVirtualService),

  on("POST", `${V1}/firewallGroups`, "putFirewallGroup", firewall.putFirewallGroup),
  get(`${V1}/firewallGroups/summaries`, "listFirewallGroups", firewall.listFirewallGroups),
  get(`${V1}/firewallGroups/{group}`, "getFirewallGroup", firewall.getFirewallGroup),
  on("PUT", `${V1}/firewallGroups/{group}`, "putFirewallGroup", firewall.putFirewallGroup),
  on("DELETE", `${V1}/firewallGroups/{group}`, "deleteFirewallGroup", firewall.deleteFirewallGroup),
  get(`${V1}/applicationPortProfiles`, "listPortProfiles", profiles.listPortProfiles),
  on("POST", `${V1}/applicationPortProfiles`, "createPortProfile", profiles.createPortProfile),
  get(`${V1}/applicationPortProfiles/{profile}`, "getPortProfile", profiles.getPortProfile),
  on("DELETE", `${V1}/applicationPortProfiles/{profile}`, "deletePortProfile", profiles.deletePortProfile),

  get(`${V1}/entityTypes`, "listEntityTypes", entities.listEntityTypes),
  get(`${V1}/entityTypes/{id}`, "getEntityType", entities.getEntityType),
  on("POST", `${V1}/entityTypes/{id}`, "createEntity", entities.createEntity),
  get(`${V1}/entities/types/{vendor}/{nss}/{version}`, "listEntities", entities.listByType),
  get(`${V1}/entities/interfaces/{vendor}/{nss}/{version}`, "listEntities", entities.listByInterface),
  get(`${V1}/entities/{id}`, "getEntity", entities.getEntity),
  on("PUT", `${V1}/entities/{id}`, "updateEntity", entities.updateEntity),
  on("DELETE", `${V1}/entities/{id}`, "deleteEntity", entities.deleteEntity),
  on("POST", `${V1}/entities/{id}/resolve`, "resolveEntity", entities.resolveEntity),
  on("GET POST", `${V1}/entities/{id}/accessControls`, "accessControls", entities.accessControls),
  on("DELETE", `${V1}/entities/{id}/accessControls/{acl}`, "accessControls", entities.accessControls),
  on(
    "POST",
    `${V1}/entities/{id}/behaviors/{behavior}/invocations`,
    "invokeBehavior",
    entities.invokeBehavior,
  ),
];

const compiled = routes.map((route) => {
  const names: string[] = [];
  const text = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return "([^/]+)";
  });
  return { route, names, pattern: new RegExp(`^${text}/?$`) };
});

/** The route of a call, or whether another method would have had one. */
export function findRoute(
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | "method" | null {
  let known = false;
  for (const { route, names, pattern } of compiled) {
    const found = pattern.exec(path);
    if (!found) continue;
    known = true;
    if (!route.methods.includes(method)) continue;
    const params = Object.fromEntries(
      names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]),
    );
    return { route, params };
  }
  return known ? "method" : null;
}
