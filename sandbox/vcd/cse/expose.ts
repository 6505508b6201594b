import { firstFree, usedAddresses } from "../addresses";
import { type Caller, edgeView, needRight, sees, visible } from "../call";
import { createRule, deleteRule, rulesOf } from "../cloudapi/nat-rules";
import { releaseIfOver } from "../edge-changes";
import { urn } from "../ids";
import type { EdgeGateway } from "../records";
import { right } from "../rights";
import { VcdError } from "../vcd-error";
import { callVcd, type Next, pause, type StepContext } from "./call-vcd";

const API_PORT = 6443;

/** CSE's only handle on its rule. */
export const ruleName = (clusterName: string, entityId: string) => `${clusterName}_${entityId}_expose_dnat`;

const edgePath = (edge: EdgeGateway) => `/cloudapi/1.0.0/edgeGateways/${urn("gateway", edge.id)}`;

const isOldCse = ({ sandbox }: StepContext) => sandbox.settings.personality === "3.0.4";

/** The edge behind the cluster's network, found as each version of CSE finds it. */
export function findEdge(context: StepContext): EdgeGateway {
  const { sandbox, operation } = context;
  const { network: name, orgName, vdcName } = operation.data.spec;
  const path = "/cloudapi/1.0.0/orgVdcNetworks";
  const routed = callVcd(context, { operation: "listOrgVdcNetworks", method: "GET", path }, (caller) => {
    needRight(caller, right.networkView, "ORG_VDC_NETWORK_VIEW");
    return sandbox.store.networks.filter(
      (each) =>
        each.name === name &&
        each.networkType === "NAT_ROUTED" &&
        sees(caller, each.organizationId) &&
        each.organizationId === operation.organizationId,
    );
  });
  const inVdc = isOldCse(context) ? routed.filter((each) => servesVdc(context, each.owner, vdcName)) : routed;
  const [network, second] = inVdc;
  if (!network) {
    throw new Error(
      isOldCse(context)
        ? `No routed network found named: ${name} in ovdc ${vdcName} and org ${orgName}`
        : `No routed networks named ${name} found.`,
    );
  }
  if (second && !isOldCse(context)) {
    throw new Error(`Multiple routed networks named ${name} found. CSE Server expects unique network names.`);
  }
  const id = network.edgeGatewayId ?? "";
  const edgeCall = { operation: "getLegacyEdgeGateway", method: "GET", path: `/api/admin/edgeGateway/${id}` };
  const edge = callVcd(context, edgeCall, (caller) =>
    visible(caller, sandbox.store.edgeGateways.get(id), edgeView(id)),
  );
  if (edge.gatewayType !== "NSXT_BACKED")
    throw new Error("Gateway is not NSX-T backed for exposing cluster.");
  return edge;
}

function servesVdc({ sandbox }: StepContext, owner: { kind: string; id: string }, vdcName: string): boolean {
  const ids = owner.kind === "vdc" ? [owner.id] : (sandbox.store.vdcGroups.get(owner.id)?.vdcIds ?? []);
  return ids.some((id) => sandbox.store.vdcs.get(id)?.name === vdcName);
}

/** First half: the first free address of the first uplink. Nothing reserves it. */
export function pickAddress(context: StepContext): Next {
  const { sandbox, operation } = context;
  const edge = findEdge(context);
  const look = (caller: Caller) =>
    visible(caller, sandbox.store.edgeGateways.get(edge.id), edgeView(edge.id));
  const path = edgePath(edge);
  const used = callVcd(
    context,
    { operation: "listUsedIpAddresses", method: "GET", path: `${path}/usedIpAddresses` },
    (caller) => {
      look(caller);
      return new Set(usedAddresses(sandbox, edge).map((use) => use.ipAddress));
    },
  );
  const read = callVcd(context, { operation: "getEdgeGateway", method: "GET", path }, look);
  const subnets = read.uplinks[0]?.subnets;
  if (!subnets) throw new TypeError("'NoneType' object is not subscriptable");
  const free = firstFree(
    subnets.flatMap((subnet) => subnet.ranges),
    used,
  );
  if (!free)
    throw new Error(`No available ips found for cluster ${operation.clusterName} (${operation.entityId})`);
  Object.assign(operation.data, { candidateIp: free, edgeGatewayId: edge.id, attempts: 0 });
  return { step: "expose-post", afterMs: pause(context, sandbox.settings.csePickMs) };
}

/** Second half: the rule. CSE 3.0.4 gives up on a busy edge, 3.1.4 waits and tries three times more. */
export function postRule(context: StepContext): Next {
  const { sandbox, operation, now } = context;
  const { data } = operation;
  const edge = sandbox.store.edgeGateways.get(data.edgeGatewayId);
  if (!edge) throw new Error("The edge gateway is gone.");
  const body = {
    name: ruleName(operation.clusterName, operation.entityId),
    description: "",
    enabled: true,
    ruleType: "DNAT",
    externalAddresses: data.candidateIp,
    internalAddresses: data.internalIp,
    logging: false,
    applicationPortProfile: null,
    dnatExternalPort: isOldCse(context) ? null : API_PORT,
  };
  try {
    const call = { operation: "createNatRule", method: "POST", path: `${edgePath(edge)}/nat/rules`, body };
    const task = callVcd(context, call, (caller) =>
      createRule(sandbox, { caller, edge: seen(edge, caller), body, now, instant: operation.instant }),
    );
    data.edgeTaskId = task.id;
    return { step: "expose-wait", afterMs: pause(context, sandbox.settings.cseTaskPollMs) };
  } catch (error) {
    data.attempts += 1;
    const again =
      error instanceof VcdError && error.status === 400 && !isOldCse(context) && data.attempts <= 3;
    if (again) return { step: "expose-post", afterMs: pause(context, sandbox.settings.cseBusyRetryMs) };
    throw isOldCse(context) ? error : new Error(`Unable to add dnat rule with error: ${wordsOf(error)}`);
  }
}

const seen = (edge: EdgeGateway, caller: Caller) => visible(caller, edge, edgeView(edge.id));

/** Waits for the rule's task; an error there makes CSE forget the address, whatever became of the rule. */
export function awaitRule(context: StepContext): "waiting" | "done" {
  const { data } = context.operation;
  const status = awaitTask(context);
  if (status === "running") return "waiting";
  data.exposeIp = data.candidateIp ?? "";
  return "done";
}

/** One look at an edge's task: still running, done, or thrown as CSE would. */
export function awaitTask(context: StepContext): "running" | "success" {
  const { sandbox, operation } = context;
  const id = operation.data.edgeTaskId ?? "";
  const task = callVcd(context, { operation: "getTask", method: "GET", path: `/api/task/${id}` }, () =>
    sandbox.store.tasks.get(id),
  );
  if (!task) throw new Error(`No access to task ${id}.`);
  if (task.status === "running") return "running";
  if (task.status === "success") return "success";
  throw new Error(`VcdTaskException; ${task.error?.message ?? task.status}`);
}

/**
 * Finds the rule by its name and asks for its deletion. Throws where CSE throws (edge or rule not found); a refused
 * DELETE is swallowed, and the caller is told that nothing is to be waited for.
 */
export function requestRuleDeletion(context: StepContext): "waiting" | "nothing-to-wait-for" {
  const { sandbox, operation, now } = context;
  const edge = findEdge(context);
  const name = ruleName(operation.clusterName, operation.entityId);
  const path = `${edgePath(edge)}/nat/rules`;
  let rules: ReturnType<typeof rulesOf> = [];
  try {
    rules = callVcd(context, { operation: "listNatRules", method: "GET", path }, (caller) => {
      needRight(caller, right.natView, "ORG_VDC_GATEWAY_VIEW_NAT", edge.id);
      return rulesOf(sandbox, seen(edge, caller));
    });
  } catch {
    // CSE takes a list it cannot read for an empty one.
  }
  const rule = rules.find((each) => each.name === name);
  if (!rule) throw new Error(`No dnat rule found with name: ${name}`);
  try {
    releaseIfOver(edge, now);
    const call = { operation: "deleteNatRule", method: "DELETE", path: `${path}/${rule.id}` };
    operation.data.edgeTaskId = callVcd(context, call, (caller) =>
      deleteRule(sandbox, { caller, edge: seen(edge, caller), ruleId: rule.id, now }),
    ).id;
    return "waiting";
  } catch {
    return "nothing-to-wait-for";
  }
}

export const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
