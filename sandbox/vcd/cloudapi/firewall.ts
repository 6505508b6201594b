import { isAddressOrBlock } from "../addresses";
import { accepted, type Call, json, needRight, type Reply, readJson, sees, visible } from "../call";
import { startEdgeChange } from "../edge-changes";
import { bareId, newId, urn } from "../ids";
import { page } from "../paging";
import type { EdgeGateway, FirewallGroup, FirewallRule, NamedRef } from "../records";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { badRequest, forbidden } from "../vcd-error";
import { organizationRef } from "./edge-gateways";
import { edgeOf } from "./nat-rules";

const viewing = "ORG_VDC_GATEWAY_VIEW_FIREWALL";
const configuring = "ORG_VDC_GATEWAY_CONFIGURE_FIREWALL";

const showRule = ({ version, ...rule }: FirewallRule) => ({
  ...rule,
  action: rule.actionValue === "REJECT" ? "DROP" : rule.actionValue,
  networkContextProfiles: null,
  appliedTo: null,
  version: { version },
});

function firewallEdge(sandbox: VcdSandbox, call: Call, wanted: "view" | "configure"): EdgeGateway {
  const edge = edgeOf(sandbox, call.caller, call.params.edge ?? "");
  needRight(call.caller, right.firewallView, viewing, edge.id);
  if (wanted === "configure") needRight(call.caller, right.firewallConfigure, configuring, edge.id);
  return edge;
}

export function listFirewallRules(sandbox: VcdSandbox, call: Call): Reply {
  const { firewall, status } = firewallEdge(sandbox, call, "view");
  return json(200, {
    status,
    systemRules: firewall.systemRules.map(showRule),
    userDefinedRules: firewall.userDefinedRules.map(showRule),
    defaultRules: firewall.defaultRules.map(showRule),
  });
}

function refs(
  value: unknown,
  find: (id: string) => { id: string; name: string } | undefined,
  kind: string,
): NamedRef[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw badRequest(`A list of ${kind} references is not a list.`);
  return value.map((each) => {
    const id = String((each as { id?: unknown } | null)?.id ?? "");
    const found = find(bareId(id));
    if (!found) throw badRequest(`The ${kind} ${id} does not exist.`);
    return { id: urn(kind, found.id), name: found.name };
  });
}

/** Reads one rule of a body; `before` is the rule of that id, if there was one. */
export function readFirewallRule(sandbox: VcdSandbox, body: unknown, before?: FirewallRule): FirewallRule {
  const { store } = sandbox;
  const given = (body ?? {}) as Record<string, unknown>;
  if (typeof given.name !== "string" || given.name === "") throw badRequest("The firewall rule has no name.");
  const actionValue = (["ALLOW", "DROP", "REJECT"] as const).find(
    (each) => each === (given.actionValue ?? given.action),
  );
  const direction = (["IN", "OUT", "IN_OUT"] as const).find((each) => each === (given.direction ?? "IN_OUT"));
  const ipProtocol = (["IPV4", "IPV6", "IPV4_IPV6"] as const).find(
    (each) => each === (given.ipProtocol ?? "IPV4"),
  );
  if (!actionValue || !direction || !ipProtocol) {
    throw badRequest(`The firewall rule ${given.name} has no valid action, direction or ipProtocol.`);
  }
  const group = (id: string) => store.firewallGroups.get(id);
  return {
    id: before?.id ?? newId(),
    name: given.name,
    description: String(given.description ?? ""),
    sourceFirewallGroups: refs(given.sourceFirewallGroups, group, "firewallGroup"),
    destinationFirewallGroups: refs(given.destinationFirewallGroups, group, "firewallGroup"),
    applicationPortProfiles: refs(
      given.applicationPortProfiles,
      (id) => store.portProfiles.get(id),
      "applicationPortProfile",
    ),
    ipProtocol,
    actionValue,
    direction,
    logging: given.logging === true,
    enabled: given.enabled !== false,
    comments: String(given.comments ?? ""),
    version: before ? before.version + 1 : 0,
  };
}

function writeRules(sandbox: VcdSandbox, call: Call, edge: EdgeGateway, rules: FirewallRule[]): Reply {
  const { caller, now } = call;
  const change = { kind: "put-firewall", rules } as const;
  return accepted(
    call,
    startEdgeChange(sandbox, { edge, caller, operation: "FIREWALL_RULES_UPDATE", change, now }).id,
  );
}

/** Replaces the whole list, in its order: there is no other way to add a rule. */
export function replaceFirewallRules(sandbox: VcdSandbox, call: Call): Reply {
  const edge = firewallEdge(sandbox, call, "configure");
  const { userDefinedRules } = readJson(call);
  if (!Array.isArray(userDefinedRules)) throw badRequest("The body has no userDefinedRules.");
  const rules = userDefinedRules.map((given: { id?: unknown } | null) => {
    const before = edge.firewall.userDefinedRules.find((rule) => rule.id === given?.id);
    if (given?.id && !before) throw badRequest(`The firewall rule ${given.id} does not exist.`);
    return readFirewallRule(sandbox, given, before);
  });
  return writeRules(sandbox, call, edge, rules);
}

export function oneFirewallRule(sandbox: VcdSandbox, call: Call): Reply {
  const edge = firewallEdge(sandbox, call, call.method === "GET" ? "view" : "configure");
  const rules = edge.firewall.userDefinedRules;
  const rule = rules.find((each) => each.id === call.params.rule);
  if (!rule) throw forbidden(right.firewallView, viewing, call.params.rule ?? "");
  if (call.method === "GET") return json(200, showRule(rule));
  if (call.method === "DELETE") {
    return writeRules(
      sandbox,
      call,
      edge,
      rules.filter((each) => each !== rule),
    );
  }
  const next = readFirewallRule(sandbox, readJson(call), rule);
  return writeRules(
    sandbox,
    call,
    edge,
    rules.map((each) => (each === rule ? next : each)),
  );
}

function showGroup(sandbox: VcdSandbox, group: FirewallGroup) {
  const edge = sandbox.store.edgeGateways.get(group.edgeGatewayId);
  return {
    id: urn("firewallGroup", group.id),
    name: group.name,
    description: group.description,
    type: "IP_SET",
    typeValue: "IP_SET",
    ownerRef: { name: edge?.name ?? "", id: urn("gateway", group.edgeGatewayId) },
    edgeGatewayRef: { name: edge?.name ?? "", id: urn("gateway", group.edgeGatewayId) },
    orgRef: organizationRef(sandbox, group.organizationId),
    status: "REALIZED",
    version: { version: group.version },
  };
}

export function listFirewallGroups(sandbox: VcdSandbox, call: Call): Reply {
  needRight(call.caller, right.firewallView, viewing);
  const groups = sandbox.store.firewallGroups.filter((group) => sees(call.caller, group.organizationId));
  const shown = groups.map((group) => showGroup(sandbox, group));
  return page(call, shown, { model: "FirewallGroups" });
}

function groupOf(sandbox: VcdSandbox, call: Call): FirewallGroup {
  const id = bareId(call.params.group ?? "");
  const wanted = { right: right.firewallView, operation: viewing, id };
  return visible(call.caller, sandbox.store.firewallGroups.get(id), wanted);
}

export function getFirewallGroup(sandbox: VcdSandbox, call: Call): Reply {
  const group = groupOf(sandbox, call);
  return json(200, { ...showGroup(sandbox, group), ipAddresses: group.ipAddresses });
}

/** POST makes an IP set, PUT replaces one; the task's owner is the set itself. */
export function putFirewallGroup(sandbox: VcdSandbox, call: Call): Reply {
  const { caller, now } = call;
  const body = readJson(call);
  const before = call.method === "PUT" ? groupOf(sandbox, call) : undefined;
  const owner = String((body.ownerRef as { id?: unknown } | undefined)?.id ?? "");
  const edge = edgeOf(sandbox, caller, before ? before.edgeGatewayId : owner);
  needRight(caller, right.firewallConfigure, configuring, edge.id);
  const type = body.typeValue ?? body.type ?? "IP_SET";
  if (type !== "IP_SET") throw badRequest(`The sandbox has no firewall groups of the type ${type}.`);
  const ipAddresses = Array.isArray(body.ipAddresses) ? body.ipAddresses.map(String) : [];
  for (const address of ipAddresses) {
    const valid = address.split("-").every((part) => isAddressOrBlock(part.trim()));
    if (!valid) throw badRequest(`'${address}' is not a valid IP address, range or CIDR.`);
  }
  if (typeof body.name !== "string" || body.name === "") throw badRequest("The firewall group has no name.");
  const group: FirewallGroup = {
    id: before?.id ?? newId(),
    organizationId: edge.organizationId,
    edgeGatewayId: edge.id,
    name: body.name,
    description: String(body.description ?? ""),
    ipAddresses,
    version: before ? before.version + 1 : 0,
  };
  const operation = before ? "FIREWALL_GROUP_UPDATE" : "FIREWALL_GROUP_CREATE";
  const id = urn("firewallGroup", group.id);
  const task = startEdgeChange(sandbox, {
    edge,
    caller,
    operation,
    change: { kind: "put-group", group },
    now,
    owner: { id, name: group.name, type: "application/json", path: `/cloudapi/1.0.0/firewallGroups/${id}` },
  });
  return accepted(call, task.id);
}

export function deleteFirewallGroup(sandbox: VcdSandbox, call: Call): Reply {
  const { caller, now } = call;
  const group = groupOf(sandbox, call);
  const edge = edgeOf(sandbox, caller, group.edgeGatewayId);
  needRight(caller, right.firewallConfigure, configuring, edge.id);
  const { userDefinedRules } = edge.firewall;
  const inUse = userDefinedRules.some((rule) =>
    [...(rule.sourceFirewallGroups ?? []), ...(rule.destinationFirewallGroups ?? [])].some(
      (ref) => bareId(ref.id) === group.id,
    ),
  );
  if (inUse) throw badRequest(`The firewall group ${group.name} is used by a firewall rule.`);
  const change = { kind: "delete-group", groupId: group.id } as const;
  return accepted(
    call,
    startEdgeChange(sandbox, { edge, caller, operation: "FIREWALL_GROUP_DELETE", change, now }).id,
  );
}
