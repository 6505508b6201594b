import type { ProviderFault } from "../connections/observed";
import type { ClusterEntitySeen, ControlPlaneVmSeen, TaskSeen } from "../vcd/observed";
import type { EdgeGatewaySeen, NatRuleSeen } from "./observed";
import { plan } from "./plan";
import type { Attempt, ExposureIntent, Observed, Plan } from "./plan-types";
import { cseRuleName, ourRuleName } from "./rule-names";

export const t0 = new Date("2026-03-01T12:00:00Z");
export const inSeconds = (seconds: number): Date => new Date(t0.getTime() + seconds * 1000);

export const installationId = "acme-production";
export const exposureId = "0b6f6a5e-9d1e-4d4e-8f50-5f3c8a2c1d10";
export const edgeId = "urn:vcloud:gateway:edge-1";
export const entityId = "urn:vcloud:entity:cse:nativeCluster:1.0.0:4a1f";
export const ourName = ourRuleName(installationId, exposureId);
export const cseName = cseRuleName("tkg1", entityId);
export const external = "10.149.1.110";
export const internal = "192.168.0.100";

export function intentOf(change: Partial<ExposureIntent> = {}): ExposureIntent {
  return {
    id: exposureId,
    installationId,
    organizationId: "tenant1",
    clusterId: "cluster-1",
    way: "rule",
    cluster: { name: "tkg1", entityId, dialect: "native-1" },
    edgeId,
    address: external,
    internalAddress: null,
    controlPlaneVmId: null,
    state: "programming",
    stateSince: t0,
    wanted: "exposed",
    ending: null,
    removal: "cse",
    clickedAt: null,
    firewall: null,
    token: "usable",
    held: null,
    mode: "act",
    edgeLock: { mine: true },
    attempts: [],
    memory: {},
    ...change,
  };
}

/** An exposure at creation, whose cluster CSE was asked for. */
export function cseIntentOf(change: Partial<ExposureIntent> = {}): ExposureIntent {
  return intentOf({ way: "cse", address: null, ...change });
}

export function edgeOf(change: Partial<EdgeGatewaySeen> = {}): EdgeGatewaySeen {
  const subnet = {
    gateway: "10.149.1.1",
    prefixLength: 24,
    ranges: [{ first: "10.149.1.101", last: "10.149.1.110" }],
    totalAddresses: 10,
    usedAddresses: 1,
  };
  return {
    id: edgeId,
    name: "tenant1-edge",
    status: "REALIZED",
    nsxT: true,
    owner: { id: "urn:vcloud:vdc:1", name: "tenant1-vdc" },
    organization: { id: "urn:vcloud:org:1", name: "tenant1" },
    uplinks: [
      {
        id: "urn:vcloud:network:ext",
        name: "ext-net-1",
        subnets: [subnet],
        usesIpSpaces: false,
        connected: true,
      },
    ],
    ...change,
  };
}

export function ruleOf(change: Partial<NatRuleSeen> = {}): NatRuleSeen {
  return {
    id: "rule-1",
    name: ourName,
    description: "",
    enabled: true,
    type: "DNAT",
    externalAddresses: external,
    internalAddresses: internal,
    externalPort: "6443",
    internalPort: null,
    portProfile: null,
    firewallMatch: null,
    priority: null,
    systemRule: false,
    version: 0,
    ...change,
  };
}

export function cseRuleOf(change: Partial<NatRuleSeen> = {}): NatRuleSeen {
  return ruleOf({
    id: "rule-cse",
    name: cseName,
    externalAddresses: "10.149.1.102",
    externalPort: null,
    ...change,
  });
}

export function entityOf(change: Partial<ClusterEntitySeen> = {}): ClusterEntitySeen {
  return {
    id: entityId,
    entityType: "urn:vcloud:type:cse:nativeCluster:1.0.0",
    dialect: "native-1",
    name: "tkg1",
    kind: "TKGm",
    state: "RESOLVED",
    phase: { operation: "CREATE", status: "SUCCEEDED" },
    capvcdState: null,
    owner: { id: "urn:vcloud:user:1", name: "tenant1-admin" },
    organization: { id: "urn:vcloud:org:1", name: "tenant1" },
    vdcName: "tenant1-vdc",
    networkName: "default-organization-network",
    template: { name: "ubuntu-20.04_tkgm-1.20_antrea-0.11", revision: 1 },
    wantedWorkers: 1,
    wantedNfsNodes: 0,
    wantsExpose: false,
    saysExposed: false,
    externalAddress: null,
    controlPlane: { name: "mstr-18nu", address: internal, sizingPolicy: null, storageProfile: null },
    workers: [],
    nfsNodes: [],
    kubernetes: "tkgm 1.20.5",
    cni: "antrea 0.11.3",
    os: "ubuntu-20.04",
    vAppId: "urn:vcloud:vapp:1",
    taskId: null,
    apiEndpoint: null,
    virtualServices: [],
    document: {},
    etag: null,
    ...change,
  };
}

/** The entity of a cluster that CSE exposed: 3.0.x notes the external address in place of the node's. */
export function exposedEntityOf(change: Partial<ClusterEntitySeen> = {}): ClusterEntitySeen {
  return entityOf({
    wantsExpose: true,
    saysExposed: true,
    externalAddress: "10.149.1.102",
    controlPlane: { name: "mstr-18nu", address: null, sizingPolicy: null, storageProfile: null },
    ...change,
  });
}

export function vmOf(change: Partial<ControlPlaneVmSeen> = {}): ControlPlaneVmSeen {
  return {
    id: "urn:vcloud:vm:1",
    name: "mstr-18nu",
    address: internal,
    networkName: "default-organization-network",
    isPoweredOn: true,
    ...change,
  };
}

export function taskOf(change: Partial<TaskSeen> = {}): TaskSeen {
  return {
    id: "task-1",
    status: "running",
    operation: "",
    operationName: "natRuleCreate",
    step: null,
    progress: null,
    startedAt: t0,
    endedAt: null,
    expiresAt: null,
    owner: { id: edgeId, name: "tenant1-edge" },
    user: null,
    fault: null,
    result: null,
    ...change,
  };
}

/** One look at which everything was read. */
export function lookOf(at: Date, rules: NatRuleSeen[], change: Partial<Observed> = {}): Observed {
  return {
    at,
    edge: edgeOf(),
    nat: { status: "REALIZED", rules },
    used: rules.map((rule) => ({ address: rule.externalAddresses, category: "DNAT", networkId: null })),
    firewall: null,
    groups: null,
    profiles: null,
    edgeFault: null,
    firewallFault: null,
    edgeTasks: [],
    tasks: [],
    entity: entityOf(),
    entitySearched: true,
    vm: vmOf(),
    knownNodes: [{ address: internal, clusterName: "tkg1" }],
    handshake: null,
    answer: null,
    clientCertificateEnds: null,
    ...change,
  };
}

export function faultOf(code: string, message = ""): ProviderFault {
  return { code, message, requestId: "39-2026", action: "CreateNatRule" };
}

export function attemptOf(
  stepKey: string,
  outcome: Attempt["outcome"],
  at: Date,
  change: Partial<Attempt> = {},
): Attempt {
  const ended = outcome === "done" || outcome === "refused" || outcome === "lost";
  return {
    stepKey,
    startedAt: at,
    deadline: new Date(at.getTime() + 15_000),
    outcome,
    finishedAt: ended ? at : null,
    taskId: null,
    fault: null,
    ...change,
  };
}

export function planAt(intent: ExposureIntent, observed: Observed): Plan {
  return plan(intent, observed, observed.at);
}

/** The row as it stands after a plan was recorded. */
export function follow(
  intent: ExposureIntent,
  made: Plan,
  change: Partial<ExposureIntent> = {},
): ExposureIntent {
  const settled = new Map(made.settled.map((one) => [one.stepKey, one]));
  return {
    ...intent,
    state: made.state,
    ending: made.ending,
    wanted: made.ending ? "gone" : intent.wanted,
    cluster: { ...intent.cluster, entityId: made.entityId },
    address: made.address,
    internalAddress: made.internalAddress,
    controlPlaneVmId: made.controlPlaneVmId,
    memory: made.memory,
    attempts: intent.attempts.map((attempt) => {
      const found = settled.get(attempt.stepKey);
      const pending =
        attempt.outcome === "open" || attempt.outcome === "unknown" || attempt.outcome === "accepted";
      return found && pending
        ? { ...attempt, outcome: found.outcome, fault: found.fault, finishedAt: t0 }
        : attempt;
    }),
    ...change,
  };
}

export const kinds = (made: Plan): string[] => made.steps.map((step) => step.kind);
export const codes = (made: Plan): string[] => made.findings.map((one) => one.code);
