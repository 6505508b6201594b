import { z } from "zod";
import type { NatRuleSeen, NatTableSeen } from "@/lib/domain/exposures/observed";
import { ProviderError } from "../provider-error";
import type { VcdSession } from "./client";
import { edgePath } from "./edge-gateways";
import { vcdCodes } from "./faults";
import { readPages } from "./paging";
import { type AcceptedByVcd, acceptedBy } from "./tasks";
import { segment } from "./transport";
import { flag, numberOrNull, readAs, reference, text } from "./wire";

/** VCD takes and gives ports as text; CSE sends numbers. Empty = every port. */
const port = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === "" ? null : String(value)));

const rule = z
  .object({
    id: z.string(),
    name: text,
    description: text,
    enabled: flag(true),
    type: z.string().nullish(),
    ruleType: z.string().nullish(),
    externalAddresses: text,
    internalAddresses: text,
    dnatExternalPort: port,
    internalPort: port,
    applicationPortProfile: reference,
    firewallMatch: z.string().nullish(),
    priority: numberOrNull,
    systemRule: flag(false),
    version: z.object({ version: numberOrNull }).nullish(),
  })
  .transform(
    (wire): NatRuleSeen => ({
      id: wire.id,
      name: wire.name,
      description: wire.description,
      enabled: wire.enabled,
      type: wire.type ?? wire.ruleType ?? "",
      externalAddresses: wire.externalAddresses,
      internalAddresses: wire.internalAddresses,
      externalPort: wire.dnatExternalPort,
      internalPort: wire.internalPort,
      portProfile: wire.applicationPortProfile,
      firewallMatch: wire.firewallMatch ?? null,
      priority: wire.priority,
      systemRule: wire.systemRule,
      version: wire.version?.version ?? null,
    }),
  );

const rulesPath = (edgeGatewayId: string) => `${edgePath(edgeGatewayId)}/nat/rules`;

/** All NAT rules of an edge gateway. What is not yet realized may not be listed yet. */
export async function listNatRules(session: VcdSession, edgeGatewayId: string): Promise<NatTableSeen> {
  const head = z.object({ status: text });
  const { items, head: first } = await readPages(
    session,
    "ListNatRules",
    rulesPath(edgeGatewayId),
    rule,
    head,
  );
  return { status: first.status || "UNKNOWN", rules: items };
}

/** Rules of exactly that name, in the order of the list: VCD lets several have one. */
export async function findNatRules(
  session: VcdSession,
  edgeGatewayId: string,
  name: string,
): Promise<NatRuleSeen[]> {
  const { rules } = await listNatRules(session, edgeGatewayId);
  return rules.filter((each) => each.name === name);
}

export type ApiServerRule = {
  name: string;
  description: string;
  /** IPv4 address out of the edge's ranges. */
  externalAddress: string;
  /** IPv4 address of the control plane. */
  internalAddress: string;
};

/** The API server's port (kubeadm), outside and inside. */
export const apiServerPort = 6443;

/**
 * Creates a DNAT rule for port 6443 alone. VCD answers with a task and no id: the rule is found again by its name.
 * A busy edge is the fault `BUSY_ENTITY`.
 */
export async function createApiServerRule(
  session: VcdSession,
  edgeGatewayId: string,
  { name, description, externalAddress, internalAddress }: ApiServerRule,
): Promise<AcceptedByVcd> {
  // `ruleType` is deprecated from API 36 on in favour of `type` (VCD OpenAPI, EdgeNatRule).
  const kind = session.speaks("36.0") ? { type: "DNAT" } : { ruleType: "DNAT" };
  const body = {
    name,
    description,
    enabled: true,
    ...kind,
    externalAddresses: externalAddress,
    internalAddresses: internalAddress,
    dnatExternalPort: String(apiServerPort),
    applicationPortProfile: null,
    logging: false,
  };
  const answer = await session.write("CreateNatRule", "POST", rulesPath(edgeGatewayId), { body });
  return acceptedBy(answer);
}

export type NatRuleChange = {
  enabled?: boolean;
  /** Port or range outside; null = every port. */
  externalPort?: string | null;
};

/**
 * Changes one rule, whosoever it is; everything else stays as VCD has it. Nothing is sent where the rule is no longer at
 * the version that was seen: fault `Conflict`.
 */
export async function changeNatRule(
  session: VcdSession,
  edgeGatewayId: string,
  seen: Pick<NatRuleSeen, "id" | "version">,
  { enabled, externalPort }: NatRuleChange,
): Promise<AcceptedByVcd> {
  const path = `${rulesPath(edgeGatewayId)}/${segment(seen.id)}`;
  const answer = await session.read("GetNatRule", path);
  const now = readAs(rule, answer, "GetNatRule");
  if (now.version !== seen.version) {
    const message = `The NAT rule ${now.name} was changed since it was read. Nothing was sent.`;
    const fault = { code: vcdCodes.conflict, message, requestId: answer.requestId, action: "ChangeNatRule" };
    throw new ProviderError(fault, false);
  }
  const body = {
    ...readAs(z.record(z.string(), z.unknown()), answer, "GetNatRule"),
    ...(enabled !== undefined && { enabled }),
    ...(externalPort !== undefined && { dnatExternalPort: externalPort }),
  };
  return acceptedBy(await session.write("ChangeNatRule", "PUT", path, { body }));
}

/** Deletes one rule. One that is gone already is VCD's 403, as one that may not be seen. */
export async function deleteNatRule(
  session: VcdSession,
  edgeGatewayId: string,
  ruleId: string,
): Promise<AcceptedByVcd> {
  const path = `${rulesPath(edgeGatewayId)}/${segment(ruleId)}`;
  return acceptedBy(await session.write("DeleteNatRule", "DELETE", path));
}
