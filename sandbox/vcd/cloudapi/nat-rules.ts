import { covers, isAddressOrBlock, rangesOf } from "../addresses";
import {
  accepted,
  type Call,
  type Caller,
  edgeView,
  json,
  needRight,
  type Reply,
  readJson,
  visible,
} from "../call";
import { startEdgeChange } from "../edge-changes";
import { bareId, newId } from "../ids";
import { cursorPage } from "../paging";
import type { EdgeGateway, NamedRef, NatRule, Task } from "../records";
import { right } from "../rights";
import { atLeast } from "../settings";
import type { VcdSandbox } from "../state";
import { badRequest, forbidden, VcdError } from "../vcd-error";

const types = ["DNAT", "SNAT", "NO_DNAT", "NO_SNAT", "REFLEXIVE"] as const;
const matches = ["MATCH_INTERNAL_ADDRESS", "MATCH_EXTERNAL_ADDRESS", "BYPASS"] as const;

/** `type`, `firewallMatch` and `priority` came with API 35.2; older versions know `ruleType` alone. */
export function showNatRule(rule: NatRule, apiVersion: string) {
  const { edgeGatewayId: _, version, type, firewallMatch, priority, ...shown } = rule;
  return {
    ...shown,
    ruleType: type === "REFLEXIVE" ? null : type,
    ...(atLeast(apiVersion, 35.2) && { type, firewallMatch, priority }),
    version: { version },
  };
}

export function edgeOf(sandbox: VcdSandbox, caller: Caller, reference: string): EdgeGateway {
  const id = bareId(reference);
  return visible(caller, sandbox.store.edgeGateways.get(id), edgeView(id));
}

export const rulesOf = (sandbox: VcdSandbox, edge: EdgeGateway) =>
  sandbox.store.natRules.filter((rule) => rule.edgeGatewayId === edge.id);

const viewing = (edge: EdgeGateway) => ["ORG_VDC_GATEWAY_VIEW_NAT", edge.id] as const;
const configuring = (edge: EdgeGateway) => ["ORG_VDC_GATEWAY_CONFIGURE_NAT", edge.id] as const;

export function listNatRules(sandbox: VcdSandbox, call: Call, stale = false): Reply {
  const edge = edgeOf(sandbox, call.caller, call.params.edge ?? "");
  needRight(call.caller, right.natView, ...viewing(edge));
  const rules = (stale && sandbox.natRulesBefore.get(edge.id)) || rulesOf(sandbox, edge);
  const status = edge.status === "CONFIGURING" ? "CONFIGURING" : edge.natListStatus;
  return cursorPage(
    call,
    rules.map((rule) => showNatRule(rule, call.apiVersion)),
    "EdgeNatRules",
    { status },
  );
}

function ruleOf(sandbox: VcdSandbox, caller: Caller, edge: EdgeGateway, id: string): NatRule {
  const rule = sandbox.store.natRules.get(id);
  if (rule?.edgeGatewayId !== edge.id) throw forbidden(right.natView, "ORG_VDC_GATEWAY_VIEW_NAT", id);
  needRight(caller, right.natView, ...viewing(edge));
  return rule;
}

export function getNatRule(sandbox: VcdSandbox, call: Call): Reply {
  const edge = edgeOf(sandbox, call.caller, call.params.edge ?? "");
  return json(200, showNatRule(ruleOf(sandbox, call.caller, edge, call.params.rule ?? ""), call.apiVersion));
}

function text(value: unknown, name: string): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw badRequest(`The field ${name} is not valid.`);
}

function portOrRange(value: string | null, name: string): string | null {
  if (value === null) return null;
  const [first = "", last = first, ...rest] = value.split("-");
  const ports = [first, last].map(Number);
  const valid =
    rest.length === 0 && ports.every((port) => Number.isInteger(port) && port >= 1 && port <= 65535);
  if (!valid || Number(first) > Number(last))
    throw badRequest(`${name} '${value}' is not a valid port or port range.`);
  return value;
}

function profileOf(sandbox: VcdSandbox, value: unknown): NamedRef | null {
  if (value === undefined || value === null) return null;
  const id = text((value as { id?: unknown }).id, "applicationPortProfile.id") ?? "";
  const profile = sandbox.store.portProfiles.get(bareId(id));
  if (!profile) throw badRequest(`The application port profile ${id} does not exist.`);
  const [port, ...more] = profile.applicationPorts;
  if (!port || more.length > 0 || port.destinationPorts.length > 1) {
    throw badRequest(`The application port profile ${profile.name} cannot be used for NAT.`);
  }
  return { id: `urn:vcloud:applicationPortProfile:${profile.id}`, name: profile.name };
}

/** Reads a rule from a body; fields that the body's API version does not know stay as they were. */
export function readNatRule(
  sandbox: VcdSandbox,
  edge: EdgeGateway,
  body: Record<string, unknown>,
  before?: NatRule,
): NatRule {
  const name = text(body.name, "name");
  if (!name) throw badRequest("The NAT rule has no name.");
  const type = types.find((each) => each === (body.type ?? body.ruleType));
  if (!type) throw badRequest(`The NAT rule type '${body.type ?? body.ruleType}' is not valid.`);
  const externalAddresses = text(body.externalAddresses, "externalAddresses") ?? "";
  const internalAddresses = text(body.internalAddresses, "internalAddresses") ?? "";
  for (const address of [externalAddresses, internalAddresses]) {
    if (address !== "" && !isAddressOrBlock(address))
      throw badRequest(`'${address}' is not a valid IP address or CIDR.`);
  }
  if (type === "DNAT" && (externalAddresses === "" || internalAddresses === "")) {
    throw badRequest("A DNAT rule needs externalAddresses and internalAddresses.");
  }
  const outside = (range: { startAddress: string; endAddress: string }) =>
    !covers(`${range.startAddress}-${range.endAddress}`, externalAddresses.split("/")[0] ?? "");
  if (type === "DNAT" && rangesOf(edge).every(outside)) {
    throw badRequest(
      `The external address ${externalAddresses} is not allocated to the edge gateway ${edge.name}.`,
    );
  }
  const priority = Number(body.priority ?? before?.priority ?? 0);
  if (!Number.isInteger(priority) || priority < 0 || priority > 2_147_481_599) {
    throw badRequest(`The priority ${body.priority} is not valid.`);
  }
  const firewallMatch = matches.find(
    (each) => each === (body.firewallMatch ?? before?.firewallMatch ?? "MATCH_INTERNAL_ADDRESS"),
  );
  if (!firewallMatch) throw badRequest(`The firewallMatch '${body.firewallMatch}' is not valid.`);
  return {
    id: newId(),
    edgeGatewayId: edge.id,
    name,
    description: text(body.description, "description") ?? "",
    enabled: body.enabled !== false,
    type,
    externalAddresses,
    internalAddresses,
    dnatExternalPort: portOrRange(text(body.dnatExternalPort, "dnatExternalPort"), "dnatExternalPort"),
    internalPort: portOrRange(text(body.internalPort, "internalPort"), "internalPort"),
    applicationPortProfile: profileOf(sandbox, body.applicationPortProfile),
    snatDestinationAddresses: text(body.snatDestinationAddresses, "snatDestinationAddresses"),
    logging: body.logging === true,
    firewallMatch,
    priority,
    version: 0,
    systemRule: false,
  };
}

export function createRule(
  sandbox: VcdSandbox,
  given: { caller: Caller; edge: EdgeGateway; body: Record<string, unknown>; now: number; instant?: boolean },
): Task {
  const { caller, edge, body, now, instant = false } = given;
  // Who may configure must also be able to view.
  needRight(caller, right.natView, ...viewing(edge));
  needRight(caller, right.natConfigure, ...configuring(edge));
  const rule = readNatRule(sandbox, edge, body);
  if (rule.logging && !caller.provider) throw badRequest("Logging can be turned on by the provider alone.");
  const change = { kind: "put-rule", rule } as const;
  return startEdgeChange(sandbox, { edge, caller, operation: "NAT_RULE_CREATE", change, now, instant });
}

export function createNatRule(sandbox: VcdSandbox, call: Call): Reply {
  const { caller, now } = call;
  const edge = edgeOf(sandbox, caller, call.params.edge ?? "");
  return accepted(call, createRule(sandbox, { caller, edge, body: readJson(call), now }).id);
}

export function updateNatRule(sandbox: VcdSandbox, call: Call): Reply {
  const { caller, now } = call;
  const edge = edgeOf(sandbox, caller, call.params.edge ?? "");
  needRight(caller, right.natConfigure, ...configuring(edge));
  const rule = ruleOf(sandbox, caller, edge, call.params.rule ?? "");
  const body = readJson(call);
  if (body.id !== undefined && body.id !== rule.id)
    throw badRequest("The id of the body is not the id of the URL.");
  const version = (body.version as { version?: unknown } | null | undefined)?.version;
  if (!Number.isInteger(version)) throw badRequest("The NAT rule has no version.");
  if (version !== rule.version) {
    throw new VcdError(
      409,
      "CONFLICT",
      `The NAT rule ${rule.name} was changed meanwhile: version ${version} is not ${rule.version}.`,
    );
  }
  const next = { ...readNatRule(sandbox, edge, body, rule), id: rule.id, version: rule.version + 1 };
  const change = { kind: "put-rule", rule: next } as const;
  return accepted(
    call,
    startEdgeChange(sandbox, { edge, caller, operation: "NAT_RULE_UPDATE", change, now }).id,
  );
}

export function deleteRule(
  sandbox: VcdSandbox,
  given: { caller: Caller; edge: EdgeGateway; ruleId: string; now: number },
): Task {
  const { caller, edge, ruleId, now } = given;
  needRight(caller, right.natConfigure, ...configuring(edge));
  const rule = ruleOf(sandbox, caller, edge, ruleId);
  const change = { kind: "delete-rule", ruleId: rule.id } as const;
  return startEdgeChange(sandbox, { edge, caller, operation: "NAT_RULE_DELETE", change, now });
}

export function deleteNatRule(sandbox: VcdSandbox, call: Call): Reply {
  const { caller, now } = call;
  const edge = edgeOf(sandbox, caller, call.params.edge ?? "");
  return accepted(call, deleteRule(sandbox, { caller, edge, ruleId: call.params.rule ?? "", now }).id);
}
