import { z } from "zod";
import type { FirewallGroupSeen, FirewallRuleSeen, FirewallSeen } from "@/lib/domain/exposures/observed";
import type { VcdReference } from "@/lib/domain/vcd/observed";
import type { VcdSession } from "./client";
import { edgePath } from "./edge-gateways";
import { urn } from "./identifiers";
import { readList } from "./paging";
import { type AcceptedByVcd, acceptedBy } from "./tasks";
import { segment } from "./transport";
import { flag, numberOrNull, readAs, reference, references, text } from "./wire";

const known = z.object({
  id: z.string(),
  name: text,
  enabled: flag(true),
  action: z.string().nullish(),
  actionValue: z.string().nullish(),
  direction: text,
  ipProtocol: text,
  sourceFirewallGroups: references,
  destinationFirewallGroups: references,
  applicationPortProfiles: references,
  networkContextProfiles: z.array(z.unknown()).nullish(),
  appliedTo: z.unknown(),
  sourceFirewallIpAddresses: z.array(z.string()).nullish(),
  destinationFirewallIpAddresses: z.array(z.string()).nullish(),
  rawPortProtocols: z.array(z.unknown()).nullish(),
  version: z.object({ version: numberOrNull }).nullish(),
});

const has = (list: unknown[] | null | undefined) => (list ?? []).length > 0;

const rule = z.record(z.string(), z.unknown()).transform((wire, context): FirewallRuleSeen => {
  const parsed = known.safeParse(wire);
  if (!parsed.success) {
    context.addIssue({ code: "custom", message: parsed.error.issues[0]?.message ?? "not a firewall rule" });
    return z.NEVER;
  }
  const { data } = parsed;
  return {
    id: data.id,
    name: data.name,
    enabled: data.enabled,
    action: data.actionValue ?? data.action ?? "",
    direction: data.direction,
    ipProtocol: data.ipProtocol,
    sources: data.sourceFirewallGroups,
    destinations: data.destinationFirewallGroups,
    portProfiles: data.applicationPortProfiles,
    // Addresses and ports written into the rule came with VCD 10.4; we weigh groups and profiles only.
    hasFurtherConditions:
      has(data.networkContextProfiles) ||
      has(data.sourceFirewallIpAddresses) ||
      has(data.destinationFirewallIpAddresses) ||
      has(data.rawPortProtocols) ||
      (data.appliedTo !== null && data.appliedTo !== undefined),
    version: data.version?.version ?? null,
    wire,
  };
});

const rules = z
  .array(rule)
  .nullish()
  .transform((list) => list ?? []);

const firewall = z.object({ status: text, systemRules: rules, userDefinedRules: rules, defaultRules: rules });

const rulesPath = (edgeGatewayId: string) => `${edgePath(edgeGatewayId)}/firewall/rules`;

/** The whole firewall of an edge gateway. */
export async function getFirewall(session: VcdSession, edgeGatewayId: string): Promise<FirewallSeen> {
  const action = "GetFirewall";
  const answer = await session.read(action, rulesPath(edgeGatewayId));
  const { status, systemRules, userDefinedRules, defaultRules } = readAs(firewall, answer, action);
  return { status: status || "UNKNOWN", systemRules, userRules: userDefinedRules, defaultRules };
}

/** A rule to be made: allow from these groups to those, by these port profiles (empty = any). */
export type NewFirewallRule = {
  name: string;
  comments: string;
  sources: VcdReference[];
  destinations: VcdReference[];
  portProfiles: VcdReference[];
};

/**
 * Replaces all user rules of an edge gateway, in this order: VCD has no other way to add one. Rules that were read go
 * back as they were. Read the list again just before, under the edge's lock: VCD does not notice a list that moved.
 */
export async function replaceUserRules(
  session: VcdSession,
  edgeGatewayId: string,
  wanted: readonly (FirewallRuleSeen | NewFirewallRule)[],
): Promise<AcceptedByVcd> {
  const body = {
    userDefinedRules: wanted.map((each) => ("wire" in each ? each.wire : newRule(session, each))),
  };
  return acceptedBy(await session.write("ReplaceFirewallRules", "PUT", rulesPath(edgeGatewayId), { body }));
}

function newRule(session: VcdSession, given: NewFirewallRule): Record<string, unknown> {
  // `actionValue` and `comments` came with API 35.2 (VCD OpenAPI, EdgeFirewallRule).
  const isNew = session.speaks("35.2");
  return {
    name: given.name,
    enabled: true,
    ...(isNew
      ? { actionValue: "ALLOW", comments: given.comments }
      : { action: "ALLOW", description: given.comments }),
    direction: "IN",
    ipProtocol: "IPV4",
    sourceFirewallGroups: given.sources.map(toReference),
    destinationFirewallGroups: given.destinations.map(toReference),
    applicationPortProfiles: given.portProfiles.map(toReference),
    logging: false,
  };
}

const toReference = ({ id, name }: VcdReference): VcdReference => ({ id, name });

const groupsPath = "/cloudapi/1.0.0/firewallGroups";

const group = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.string().nullish(),
    typeValue: z.string().nullish(),
    ownerRef: reference,
    edgeGatewayRef: reference,
    ipAddresses: z.array(z.string()).nullish(),
  })
  .transform((wire): FirewallGroupSeen => {
    const owner = wire.edgeGatewayRef ?? wire.ownerRef;
    return {
      id: wire.id,
      name: wire.name,
      type: wire.typeValue ?? wire.type ?? "",
      edgeGatewayId: owner?.id.includes(":gateway:") ? owner.id : null,
      ipAddresses: wire.ipAddresses ?? null,
    };
  });

/** Groups of one edge gateway, without their addresses: the list does not tell them. */
export function listFirewallGroups(session: VcdSession, edgeGatewayId: string): Promise<FirewallGroupSeen[]> {
  const query = { filter: `ownerRef.id==${urn("gateway", edgeGatewayId)}` };
  return readList(session, "ListFirewallGroups", `${groupsPath}/summaries`, group, { query });
}

/** One group with its addresses. */
export async function getFirewallGroup(session: VcdSession, id: string): Promise<FirewallGroupSeen> {
  const action = "GetFirewallGroup";
  return readAs(group, await session.read(action, `${groupsPath}/${segment(id)}`), action);
}

/** Creates an IP set on an edge gateway. Its id is the owner of the task, once that has ended. */
export async function createIpSet(
  session: VcdSession,
  edgeGatewayId: string,
  { name, description, ipAddresses }: { name: string; description: string; ipAddresses: string[] },
): Promise<AcceptedByVcd> {
  const kind = session.speaks("36.0") ? { typeValue: "IP_SET" } : { type: "IP_SET" };
  const ownerRef = { id: urn("gateway", edgeGatewayId) };
  const body = { name, description, ownerRef, ...kind, ipAddresses };
  return acceptedBy(await session.write("CreateIpSet", "POST", groupsPath, { body }));
}

/** Deletes an IP set that no rule names any more. */
export async function deleteIpSet(session: VcdSession, id: string): Promise<AcceptedByVcd> {
  return acceptedBy(await session.write("DeleteIpSet", "DELETE", `${groupsPath}/${segment(id)}`));
}
