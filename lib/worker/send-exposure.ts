import { usedElsewhere } from "@/lib/domain/exposures/addresses";
import {
  findOpening,
  isSameFirewall,
  openingNames,
  withOpening,
  withoutOpening,
} from "@/lib/domain/exposures/firewall-changes";
import type { NatRuleSeen } from "@/lib/domain/exposures/observed";
import type { Blocked, Step } from "@/lib/domain/exposures/plan-types";
import { type ClusterConfig, toApplyPayload, versionOfDocument } from "@/lib/domain/vcd/cluster-config";
import { editDocument } from "@/lib/domain/vcd/edit-document";
import type { ClusterDialect, VcdReference } from "@/lib/domain/vcd/observed";
import { type VcdSession, vcdMutationTimeoutMs } from "@/lib/providers/vcd/client";
import { findClusters, getCluster } from "@/lib/providers/vcd/clusters";
import { createCluster, updateCluster } from "@/lib/providers/vcd/cse";
import { listUsedAddresses } from "@/lib/providers/vcd/edge-gateways";
import {
  createIpSet,
  deleteIpSet,
  getFirewall,
  listFirewallGroups,
  replaceUserRules,
} from "@/lib/providers/vcd/firewall";
import {
  changeNatRule,
  createApiServerRule,
  deleteNatRule,
  listNatRules,
} from "@/lib/providers/vcd/nat-rules";
import { createPortProfile, deletePortProfile, listPortProfiles } from "@/lib/providers/vcd/port-profiles";
import type { AcceptedByVcd } from "@/lib/providers/vcd/tasks";
import type { ExposureSweep, ExposureUnit } from "./exposure-facts";

/** A call that is ready to be sent, once. */
export type ReadyStep = {
  send: () => Promise<AcceptedByVcd & { entityId?: string | null }>;
  /** Time that `send` may spend on reading before it writes. */
  readsForMs: number;
};

export type Prepared =
  | ({ ok: true } & ReadyStep)
  /** Nothing is sent; `again`: the next look is to come at once, and decides anew. */
  | { ok: false; blocked: Blocked | null; again: boolean };

const changed: Prepared = { ok: false, blocked: null, again: true };

function ready(send: ReadyStep["send"], readsForMs = 0): Prepared {
  return { ok: true, send, readsForMs };
}

/**
 * Looks again where acting on an old look would do harm: a second rule of one name, a rule on an address that somebody
 * took meanwhile, somebody else's rule deleted, a firewall written over. `session` is the one the call goes with; what
 * is read goes with the site's.
 */
export async function prepareStep(
  sweep: ExposureSweep,
  unit: ExposureUnit,
  step: Step,
  session: VcdSession,
): Promise<Prepared> {
  switch (step.kind) {
    case "create-nat-rule":
      return prepareRule(session, step);
    case "change-nat-rule": {
      const seen = { id: step.ruleId, version: step.version };
      return ready(() => changeNatRule(session, step.edgeId, seen, step.change), vcdMutationTimeoutMs);
    }
    case "delete-nat-rule": {
      const { rules } = await listNatRules(session, step.edgeId);
      if (!rules.some((rule) => isNamed(rule, step))) return changed;
      return ready(() => deleteNatRule(session, step.edgeId, step.ruleId));
    }
    case "create-ip-set":
    case "create-port-profile":
      return preparePart(sweep, session, step);
    case "write-firewall":
      return prepareFirewall(unit, step, session);
    case "delete-ip-set":
      return ready(() => deleteIpSet(session, step.groupId));
    case "delete-port-profile":
      return ready(() => deletePortProfile(session, step.profileId));
    case "ask-cse-create":
      return prepareCreate(sweep, unit, session);
    case "ask-cse-unexpose":
      return prepareUnexpose(sweep, step.entityId, session);
  }
}

function isNamed(rule: NatRuleSeen, step: { ruleId: string; name: string }): boolean {
  return rule.id === step.ruleId && rule.name === step.name;
}

async function prepareRule(
  session: VcdSession,
  { edgeId, name, description, rule }: Extract<Step, { kind: "create-nat-rule" }>,
): Promise<Prepared> {
  const { rules } = await listNatRules(session, edgeId);
  const used = await listUsedAddresses(session, edgeId);
  const isThere = rules.some((other) => other.name === name);
  if (isThere || usedElsewhere(rule.externalAddress, { rules, used }, [name]).length > 0) return changed;
  const { externalAddress, internalAddress } = rule;
  return ready(() =>
    createApiServerRule(session, edgeId, { name, description, externalAddress, internalAddress }),
  );
}

/** Parts of an opening of the firewall are found by their names alone: there must be one of each. */
async function preparePart(
  { organization }: ExposureSweep,
  session: VcdSession,
  step: Extract<Step, { kind: "create-ip-set" | "create-port-profile" }>,
): Promise<Prepared> {
  const { edgeId, name } = step;
  const there =
    step.kind === "create-ip-set"
      ? await listFirewallGroups(session, edgeId)
      : await listPortProfiles(session, { edgeGatewayId: edgeId, name });
  if (there.some((part) => part.name === name)) return changed;
  if (step.kind === "create-ip-set") {
    const description = "Made by Drawbridge";
    return ready(() => createIpSet(session, edgeId, { name, description, ipAddresses: step.addresses }));
  }
  return ready(() =>
    createPortProfile(session, {
      name,
      organizationId: organization.orgId,
      edgeGatewayId: edgeId,
      tcpPorts: [String(step.port)],
    }),
  );
}

async function prepareFirewall(
  { observed, intent }: ExposureUnit,
  step: Extract<Step, { kind: "write-firewall" }>,
  session: VcdSession,
): Promise<Prepared> {
  const firewall = await getFirewall(session, step.edgeId);
  if (!observed.firewall || !isSameFirewall(observed.firewall, firewall)) {
    return { ok: false, blocked: { code: "firewall-moved" }, again: true };
  }
  if (step.change === "close") {
    if (!findOpening(firewall, step.name)) return changed;
    return ready(() => replaceUserRules(session, step.edgeId, withoutOpening(firewall, step.name)));
  }
  const names = openingNames(intent);
  const clients = partNamed(observed.groups, names.clients);
  const node = partNamed(observed.groups, names.node);
  const profile = partNamed(observed.profiles, names.profile);
  if (!clients || !node || !profile || findOpening(firewall, step.name)) return changed;
  const opening = { name: step.name, parts: { clients, node, profile }, beforeId: step.beforeId };
  return ready(() => replaceUserRules(session, step.edgeId, withOpening(firewall, opening)));
}

function partNamed(parts: readonly VcdReference[] | null, name: string): VcdReference | null {
  const found = parts?.find((part) => part.name === name);
  return found ? { id: found.id, name: found.name } : null;
}

async function prepareCreate(
  sweep: ExposureSweep,
  { row: { cluster } }: ExposureUnit,
  person: VcdSession,
): Promise<Prepared> {
  if (!cluster.asked) return refused("Nobody said how this cluster is to be made.");
  const document = documentOf(cluster.asked, cluster.dialect);
  const named = await findClusters(sweep.session, cluster.name);
  if (named.length > 0)
    return refused(`There is a cluster ${cluster.name} already, which nobody asked for here.`);
  return ready(async () => {
    const accepted = await createCluster(person, document);
    return { ...accepted, entityId: accepted.cluster.id };
  });
}

function refused(message: string): Prepared {
  const fault = { code: "NameTaken", message, requestId: null, action: "CreateCluster" };
  return { ok: false, blocked: { code: "refused", fault }, again: false };
}

/** The document in the version that the cluster is to be of. */
function documentOf(asked: ClusterConfig, dialect: ClusterDialect): Record<string, unknown> {
  if (dialect === "native-1") return toApplyPayload(asked, "1.0.0");
  const written = versionOfDocument(asked.documentVersion);
  return toApplyPayload(asked, written === "2.0.0" ? "2.0.0" : "2.1.0");
}

/** Sends the document as it is now: what somebody changed since must not be written back. */
async function prepareUnexpose(
  { session }: ExposureSweep,
  entityId: string,
  person: VcdSession,
): Promise<Prepared> {
  const entity = await getCluster(session, entityId);
  const isReady = entity?.state === "RESOLVED" && entity.phase?.status !== "IN_PROGRESS";
  if (!entity?.saysExposed || !isReady) return changed;
  return ready(() => updateCluster(person, entity, editDocument(entity, { expose: false })));
}
