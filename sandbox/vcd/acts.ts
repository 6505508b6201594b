import { z } from "zod";
import { renewCertificates } from "../kubernetes/kubeadm";
import { rememberRules } from "./edge-changes";
import { makeNatRule } from "./merge-rules";
import type { EdgeGateway, Entity, NatRule, Vapp } from "./records";
import type { VcdSandbox } from "./state";
import { badRequest } from "./vcd-error";
import { natRuleSchema } from "./world";

const text = z.string().min(1);
const edgeName = { organization: text, edgeGateway: text };
const cluster = { organization: text, cluster: text };
const ruleName = { ...edgeName, rule: text };

export const actSchema = z.discriminatedUnion("act", [
  /** Another tool's change keeps the edge busy; without `forMs`, until it is released. */
  z.strictObject({
    act: z.literal("lock-edge"),
    ...edgeName,
    operation: text.optional(),
    forMs: z.number().int().min(1).optional(),
  }),
  z.strictObject({ act: z.literal("release-edge"), ...edgeName }),
  z.strictObject({
    act: z.literal("set-edge-status"),
    ...edgeName,
    status: z.enum(["REALIZED", "PENDING", "REALIZATION_FAILED", "UNKNOWN"]),
  }),
  z.strictObject({ act: z.literal("use-address"), ...edgeName, ipAddress: text, category: text.optional() }),
  z.strictObject({ act: z.literal("release-address"), ...edgeName, ipAddress: text }),
  /** NAT rules by another hand, at once and past the lock. */
  z.strictObject({ act: z.literal("create-nat-rule"), ...edgeName, rule: natRuleSchema }),
  z.strictObject({ act: z.literal("change-nat-rule"), ...ruleName, set: natRuleSchema.partial() }),
  z.strictObject({ act: z.literal("delete-nat-rule"), ...ruleName }),
  z.strictObject({ act: z.literal("set-rights"), organization: text, role: text, rights: z.array(text) }),
  z.strictObject({ act: z.literal("grant-right"), organization: text, role: text, right: text }),
  z.strictObject({ act: z.literal("withhold-right"), organization: text, role: text, right: text }),
  z.strictObject({ act: z.literal("set-password"), organization: text, user: text, password: text }),
  z.strictObject({ act: z.literal("expire-sessions"), organization: text.optional(), user: text.optional() }),
  z.strictObject({ act: z.literal("revoke-api-tokens"), organization: text, user: text }),
  z.strictObject({ act: z.literal("delete-entity"), ...cluster }),
  z.strictObject({ act: z.literal("delete-vapp"), ...cluster }),
  z.strictObject({ act: z.literal("set-power"), ...cluster, on: z.boolean() }),
  z.strictObject({ act: z.literal("set-vm-tools"), ...cluster, running: z.boolean() }),
  z.strictObject({ act: z.literal("set-node-ready"), ...cluster, node: text, ready: z.boolean() }),
  z.strictObject({ act: z.literal("move-control-plane"), ...cluster, ipAddress: text }),
  z.strictObject({
    act: z.literal("renew-certificates"),
    ...cluster,
    serverDays: z.number().int().optional(),
    clientDays: z.number().int().optional(),
    addNames: z.array(text).optional(),
  }),
]);

export type Act = z.input<typeof actSchema>;
type ReadAct = z.output<typeof actSchema>;

function organizationId({ store }: VcdSandbox, name: string): string {
  const organization = store.organizationNamed(name);
  if (!organization) throw badRequest(`There is no organization ${name}.`);
  return organization.id;
}

function edgeOf(sandbox: VcdSandbox, given: { organization: string; edgeGateway: string }): EdgeGateway {
  const id = organizationId(sandbox, given.organization);
  const edge = sandbox.store.edgeGateways.find(
    (each) => each.organizationId === id && each.name === given.edgeGateway,
  );
  if (!edge) throw badRequest(`${given.organization} has no edge gateway ${given.edgeGateway}.`);
  return edge;
}

function ruleOf(sandbox: VcdSandbox, edge: EdgeGateway, name: string): NatRule {
  const rule = sandbox.store.natRules.find(
    (each) => each.edgeGatewayId === edge.id && (each.name === name || each.id === name),
  );
  if (!rule) throw badRequest(`${edge.name} has no NAT rule ${name}.`);
  return rule;
}

function entityOf(sandbox: VcdSandbox, given: { organization: string; cluster: string }): Entity {
  const id = organizationId(sandbox, given.organization);
  const entity = sandbox.store.entities.find(
    (each) => each.organizationId === id && each.name === given.cluster,
  );
  if (!entity) throw badRequest(`${given.organization} has no cluster ${given.cluster}.`);
  return entity;
}

function vappOf(sandbox: VcdSandbox, given: { organization: string; cluster: string }): Vapp {
  const id = organizationId(sandbox, given.organization);
  const vapp = sandbox.store.vapps.find((each) => each.organizationId === id && each.name === given.cluster);
  if (!vapp) throw badRequest(`${given.organization} has no vApp ${given.cluster}.`);
  return vapp;
}

function roleOf(sandbox: VcdSandbox, given: { organization: string; role: string }) {
  const id = organizationId(sandbox, given.organization);
  const role = sandbox.store.roles.find((each) => each.organizationId === id && each.name === given.role);
  if (!role) throw badRequest(`${given.organization} has no role ${given.role}.`);
  return role;
}

/** One act of somebody else: the provider, an administrator, another tool, or bad luck. */
export async function perform(sandbox: VcdSandbox, act: ReadAct): Promise<Record<string, unknown>> {
  const { store } = sandbox;
  const now = sandbox.clock.now();
  switch (act.act) {
    case "lock-edge": {
      const edge = edgeOf(sandbox, act);
      const until = act.forMs === undefined ? null : now + act.forMs;
      edge.busy = { operation: act.operation ?? "NAT_RULE_CREATE", taskId: null, until };
      edge.status = "CONFIGURING";
      if (until !== null) sandbox.schedule({ kind: "release-edge", edgeGatewayId: edge.id }, until);
      return { edgeGateway: edge.id };
    }
    case "release-edge": {
      const edge = edgeOf(sandbox, act);
      edge.busy = null;
      edge.status = "REALIZED";
      return { edgeGateway: edge.id };
    }
    case "set-edge-status": {
      const edge = edgeOf(sandbox, act);
      edge.status = act.status;
      edge.natListStatus = act.status;
      return { edgeGateway: edge.id };
    }
    case "use-address": {
      const { ipAddress, category = "Load_Balancer" } = act;
      edgeOf(sandbox, act).usedAddresses.push({ ipAddress, category });
      return { ipAddress };
    }
    case "release-address": {
      const edge = edgeOf(sandbox, act);
      edge.usedAddresses = edge.usedAddresses.filter((use) => use.ipAddress !== act.ipAddress);
      return { ipAddress: act.ipAddress };
    }
    case "create-nat-rule": {
      const edge = edgeOf(sandbox, act);
      rememberRules(sandbox, edge.id);
      return { id: store.natRules.put(makeNatRule(edge, act.rule)).id };
    }
    case "change-nat-rule": {
      const edge = edgeOf(sandbox, act);
      const rule = ruleOf(sandbox, edge, act.rule);
      rememberRules(sandbox, edge.id);
      const given = Object.fromEntries(Object.entries(act.set).filter(([, value]) => value !== undefined));
      store.natRules.put({ ...rule, ...given, version: rule.version + 1 });
      return { id: rule.id };
    }
    case "delete-nat-rule": {
      const edge = edgeOf(sandbox, act);
      const rule = ruleOf(sandbox, edge, act.rule);
      rememberRules(sandbox, edge.id);
      store.natRules.delete(rule.id);
      return { id: rule.id };
    }
    case "set-rights":
      roleOf(sandbox, act).rights = act.rights;
      return { role: act.role };
    case "grant-right": {
      const role = roleOf(sandbox, act);
      role.rights = [...new Set([...role.rights, act.right])];
      return { role: act.role };
    }
    case "withhold-right": {
      const role = roleOf(sandbox, act);
      role.rights = role.rights.filter((each) => each !== act.right);
      return { role: act.role };
    }
    case "set-password":
      userOf(sandbox, act).password = act.password;
      return { user: act.user };
    case "expire-sessions": {
      const id = act.organization && organizationId(sandbox, act.organization);
      const sessions = store.sessions.filter(
        (session) =>
          !session.ended &&
          (!id || session.organizationId === id) &&
          (!act.user || store.users.get(session.userId)?.name === act.user),
      );
      for (const session of sessions) session.ended = true;
      return { expired: sessions.length };
    }
    case "revoke-api-tokens": {
      const user = userOf(sandbox, act);
      const tokens = store.apiTokens.filter((token) => token.userId === user.id);
      for (const token of tokens) store.apiTokens.delete(token.id);
      return { revoked: tokens.length };
    }
    case "delete-entity":
      store.entities.delete(entityOf(sandbox, act).id);
      return { cluster: act.cluster };
    default:
      return performOnMachines(sandbox, act, now);
  }
}

function userOf(sandbox: VcdSandbox, given: { organization: string; user: string }) {
  const id = organizationId(sandbox, given.organization);
  const user = sandbox.store.users.find((each) => each.organizationId === id && each.name === given.user);
  if (!user) throw badRequest(`${given.organization} has no user ${given.user}.`);
  return user;
}

type MachineAct = Extract<
  ReadAct,
  {
    act:
      | "delete-vapp"
      | "set-power"
      | "set-vm-tools"
      | "set-node-ready"
      | "move-control-plane"
      | "renew-certificates";
  }
>;

async function performOnMachines(
  sandbox: VcdSandbox,
  act: MachineAct,
  now: number,
): Promise<Record<string, unknown>> {
  const { store } = sandbox;
  const vapp = vappOf(sandbox, act);
  const plane = store.controlPlanes.get(vapp.id);
  if (act.act === "delete-vapp") {
    store.vapps.delete(vapp.id);
    store.controlPlanes.delete(vapp.id);
  } else if (act.act === "set-power") vapp.poweredOn = act.on;
  else if (act.act === "set-vm-tools") vapp.toolsRunning = act.running;
  else if (act.act === "set-node-ready") {
    const node = vapp.nodes.find((each) => each.name === act.node || each.ip === act.node);
    if (!node) throw badRequest(`${act.cluster} has no node ${act.node}.`);
    node.ready = act.ready;
  } else if (act.act === "move-control-plane") {
    const node = vapp.nodes.find((each) => each.role === "control-plane");
    if (node) node.ip = act.ipAddress;
    if (plane) store.controlPlanes.put({ ...plane, ip: act.ipAddress });
  } else if (plane) {
    const { serverDays, clientDays, addNames } = act;
    store.controlPlanes.put(await renewCertificates(plane, { serverDays, clientDays, addNames, now }));
  }
  return { cluster: act.cluster };
}
