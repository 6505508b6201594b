import type { ProviderFault } from "../connections/observed";
import type { ClusterEntitySeen, ControlPlaneVmSeen, TaskSeen } from "../vcd/observed";
import type { EdgeGatewaySeen, NatRuleSeen, UsedAddressSeen } from "./observed";
import { edgeId, edgeOf, entityOf, ruleOf, vmOf } from "./plan.fixtures";
import type { Observed } from "./plan-types";
import { cseRuleName } from "./rule-names";

/**
 * A small edge gateway with CSE beside it, for random tests: one change at a time, each a task; a list of rules that may
 * be read late; CSE that makes and removes its rule with all the ways it can fail and lie.
 */
export type Fate =
  | "done"
  | "busy"
  | "denied"
  | "lost-before"
  | "lost-after"
  /** Without a reply, and begun only seconds later, yet within the caller's deadline. */
  | "late"
  | "task-error"
  | "task-error-applied";

export type Reply =
  | { kind: "accepted"; taskId: string; entityId?: string }
  | { kind: "refused"; code: string }
  | { kind: "silence" };

export type CsePlan = {
  /** What becomes of the rule when CSE creates the cluster. */
  expose: "made" | "ignored" | "half-made";
  /** How the creation ends. */
  creation: "succeeds" | "fails-kept" | "fails-rolled-back" | "rolled-back-orphan";
  /** How an un-expose ends. */
  unexpose: "clean" | "rule-left" | "flag-kept" | "task-error";
};

type Running = { id: string; ends: number; effect: (() => void) | null; fails: boolean; onEdge: boolean };

/** How long a list may be late: less than two looks must be apart. */
const lateMs = 8_000;

export class EdgeModel {
  now: number;
  rules: NatRuleSeen[] = [];
  entity: ClusterEntitySeen | null = null;
  vm: ControlPlaneVmSeen | null = null;
  /** Address that something other than a rule uses. */
  foreignUses: string[] = [];
  cse: CsePlan = { expose: "made", creation: "succeeds", unexpose: "clean" };
  cseIsDeleting = false;
  private serial = 0;
  private running: Running[] = [];
  private ended = new Map<string, { fails: boolean; at: number }>();
  private history: { at: number; rules: NatRuleSeen[] }[] = [];

  constructor(start: Date) {
    this.now = start.getTime();
  }

  private id(prefix: string): string {
    this.serial += 1;
    return `${prefix}-${this.serial}`;
  }

  /** Each change replaces the list, so that a late read can show how it was some seconds ago. */
  setRules(rules: NatRuleSeen[]): void {
    this.history.push({ at: this.now, rules: this.rules });
    this.rules = rules;
  }

  private rulesAt(time: number): NatRuleSeen[] {
    return this.history.find((entry) => entry.at > time)?.rules ?? this.rules;
  }

  addRule(change: Partial<NatRuleSeen>): NatRuleSeen {
    const rule = ruleOf({ id: this.id("rule"), ...change });
    this.setRules([...this.rules, rule]);
    return rule;
  }

  changeRule(id: string, change: Partial<NatRuleSeen>): void {
    this.setRules(
      this.rules.map((rule) =>
        rule.id === id ? { ...rule, ...change, version: (rule.version ?? 0) + 1 } : rule,
      ),
    );
  }

  removeRule(id: string): void {
    this.setRules(this.rules.filter((rule) => rule.id !== id));
  }

  advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = this.running.filter((task) => task.ends <= end).sort((a, b) => a.ends - b.ends)[0];
      if (!next) break;
      this.now = Math.max(this.now, next.ends);
      this.running = this.running.filter((task) => task !== next);
      this.ended.set(next.id, { fails: next.fails, at: this.now });
      next.effect?.();
    }
    this.now = end;
  }

  get edgeIsBusy(): boolean {
    return this.running.some((task) => task.onEdge);
  }

  private start(ms: number, effect: (() => void) | null, fails = false, onEdge = true): string {
    const id = this.id("task");
    this.running.push({ id, ends: this.now + ms, effect, fails, onEdge });
    return id;
  }

  /** A change of somebody else's that only makes the edge busy. */
  keepBusy(ms: number): void {
    if (!this.edgeIsBusy) this.start(ms, null);
  }

  /** Carries out a change of the edge as its fate has it. */
  change(fate: Fate, effect: () => void): Reply {
    if (fate === "denied") return { kind: "refused", code: "ACCESS_TO_RESOURCE_IS_FORBIDDEN" };
    if (fate === "busy" || this.edgeIsBusy) return { kind: "refused", code: "BUSY_ENTITY" };
    if (fate === "lost-before") return { kind: "silence" };
    if (fate === "late") return this.begin(() => this.change("done", effect));
    const fails = fate === "task-error" || fate === "task-error-applied";
    const taskId = this.start(4_000, fate === "task-error" ? null : effect, fails);
    return fate === "lost-after" ? { kind: "silence" } : { kind: "accepted", taskId };
  }

  /** The call is under way for nine seconds before VCD begins with it. */
  private begin(call: () => Reply): Reply {
    this.running.push({
      id: this.id("call"),
      ends: this.now + 9_000,
      effect: () => void call(),
      fails: false,
      onEdge: false,
    });
    return { kind: "silence" };
  }

  // CSE

  createCluster(fate: Fate): Reply {
    if (fate === "denied") return { kind: "refused", code: "CseError" };
    if (fate === "busy") return { kind: "refused", code: "CseBusy" };
    if (fate === "lost-before") return { kind: "silence" };
    if (fate === "late") return this.begin(() => this.createCluster("done"));
    if (this.entity) return { kind: "refused", code: "CseError" };
    const taskId = this.id("task");
    const entity = entityOf({
      state: "PRE_CREATED",
      phase: { operation: "CREATE", status: "IN_PROGRESS" },
      saysExposed: false,
      wantsExpose: true,
      controlPlane: null,
      taskId,
    });
    this.entity = entity;
    const { expose, creation } = this.cse;
    const fails = creation !== "succeeds";
    this.running.push({
      id: this.id("step"),
      ends: this.now + 6_000,
      onEdge: false,
      fails: false,
      effect: () => {
        this.vm = vmOf({});
        if (expose !== "ignored") this.addCseRule();
      },
    });
    this.running.push({
      id: taskId,
      ends: this.now + 20_000,
      onEdge: false,
      fails,
      effect: () => this.endCreation(),
    });
    return fate === "lost-after" ? { kind: "silence" } : { kind: "accepted", taskId, entityId: entity.id };
  }

  private addCseRule(): void {
    if (!this.entity) return;
    const taken = new Set(this.rules.map((rule) => rule.externalAddresses));
    const address = [101, 102, 103, 104].map((last) => `10.149.1.${last}`).find((one) => !taken.has(one));
    if (!address) return;
    this.addRule({
      name: cseRuleName(this.entity.name, this.entity.id),
      externalAddresses: address,
      internalAddresses: this.vm?.address ?? "192.168.0.100",
      externalPort: null,
    });
  }

  private endCreation(): void {
    const { creation, expose } = this.cse;
    if (!this.entity) return;
    const exposed = expose === "made";
    if (creation === "succeeds") {
      this.setEntity("RESOLVED", "CREATE", "SUCCEEDED", exposed);
    } else if (creation === "fails-kept") {
      this.setEntity("RESOLVED", "CREATE", "FAILED", false);
    } else {
      const name = cseRuleName(this.entity.name, this.entity.id);
      if (creation === "fails-rolled-back") {
        for (const rule of this.rules.filter((one) => one.name === name)) this.removeRule(rule.id);
      }
      this.entity = null;
      this.vm = null;
    }
  }

  setEntity(
    state: string,
    operation: "CREATE" | "UPDATE",
    status: "IN_PROGRESS" | "SUCCEEDED" | "FAILED",
    saysExposed: boolean,
  ): void {
    if (!this.entity) return;
    this.entity = { ...this.entity, state, phase: { operation, status }, saysExposed };
  }

  unexpose(fate: Fate): Reply {
    if (fate === "denied") return { kind: "refused", code: "CseError" };
    if (fate === "busy") return { kind: "refused", code: "CseBusy" };
    if (fate === "lost-before") return { kind: "silence" };
    if (fate === "late") return this.begin(() => this.unexpose("done"));
    const entity = this.entity;
    if (!entity?.saysExposed || entity.phase?.status === "IN_PROGRESS") {
      return { kind: "refused", code: "CseError" };
    }
    this.setEntity("RESOLVED", "UPDATE", "IN_PROGRESS", true);
    const how = this.cse.unexpose;
    const taskId = this.start(
      8_000,
      () => {
        if (!this.entity) return;
        const name = cseRuleName(this.entity.name, this.entity.id);
        if (how === "clean") {
          for (const rule of this.rules.filter((one) => one.name === name)) this.removeRule(rule.id);
        }
        const kept = how === "flag-kept" || how === "task-error";
        this.setEntity("RESOLVED", "UPDATE", how === "task-error" ? "FAILED" : "SUCCEEDED", kept);
      },
      how === "task-error",
      false,
    );
    return fate === "lost-after" ? { kind: "silence" } : { kind: "accepted", taskId };
  }

  deleteCluster(leaveRule: boolean): void {
    if (!this.entity) return;
    const name = cseRuleName(this.entity.name, this.entity.id);
    this.entity = null;
    this.vm = null;
    if (leaveRule) return;
    this.start(
      5_000,
      () => {
        for (const rule of this.rules.filter((one) => one.name === name)) this.removeRule(rule.id);
      },
      false,
      false,
    );
  }

  // Looks

  look(depth: "full" | "no-nat" | "late"): Observed {
    const edge: EdgeGatewaySeen = edgeOf({ status: this.edgeIsBusy ? "CONFIGURING" : "REALIZED" });
    const rules = depth === "late" ? this.rulesAt(this.now - lateMs) : this.rules;
    const used: UsedAddressSeen[] = [
      ...this.rules.map((rule) => ({ address: rule.externalAddresses, category: "DNAT", networkId: null })),
      ...this.foreignUses.map((address) => ({ address, category: "Load_Balancer", networkId: null })),
    ];
    return {
      at: new Date(this.now),
      edge: depth === "no-nat" ? null : edge,
      nat: depth === "no-nat" ? null : { status: edge.status, rules },
      used: depth === "no-nat" ? null : used,
      firewall: null,
      groups: null,
      profiles: null,
      edgeFault: null,
      firewallFault: null,
      edgeTasks:
        depth === "no-nat"
          ? null
          : this.running.filter((task) => task.onEdge).map((task) => this.seen(task.id)),
      tasks: [...this.running.map((task) => task.id), ...this.ended.keys()]
        .filter((id) => !id.startsWith("call"))
        .map((id) => this.seen(id)),
      entity: this.entity,
      entitySearched: true,
      vm: this.vm,
      knownNodes: this.vm?.address ? [{ address: this.vm.address, clusterName: "tkg1" }] : [],
      handshake: null,
      answer: null,
      clientCertificateEnds: null,
    };
  }

  private seen(id: string): TaskSeen {
    const ended = this.ended.get(id);
    const fault: ProviderFault | null = ended?.fails
      ? { code: "INTERNAL_SERVER_ERROR", message: "The task failed.", requestId: null, action: "task" }
      : null;
    return {
      id,
      status: ended ? (ended.fails ? "error" : "success") : "running",
      operation: "",
      operationName: "natRuleCreate",
      step: null,
      progress: null,
      startedAt: null,
      endedAt: ended ? new Date(ended.at) : null,
      expiresAt: null,
      owner: { id: edgeId, name: "tenant1-edge" },
      user: null,
      fault,
      result: null,
    };
  }
}
