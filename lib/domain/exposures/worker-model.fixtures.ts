import { pickAddress } from "./addresses";
import { EdgeModel, type Fate, type Reply } from "./edge-model.fixtures";
import { plan } from "./plan";
import { cseIntentOf, intentOf, ourName, t0 } from "./plan.fixtures";
import {
  type Attempt,
  type ExposureIntent,
  exposureStepKey,
  type Observed,
  type Plan,
  type Step,
  type Way,
} from "./plan-types";
import { isExposureEnded } from "./states";

/** What may befall the next calls: their fate, or the end of the process before or after one. */
export type Trouble = Fate | "crash-before" | "crash-after" | "crash-before-record";

export type Look = { intent: ExposureIntent; observed: Observed; plan: Plan; sent: Step[] };

/** One row and the worker that carries it out as the real one does: record the plan, commit an attempt, call, record. */
export class WorkerModel {
  edge = new EdgeModel(t0);
  row: ExposureIntent;
  troubles: Trouble[] = [];
  /** When somebody closed a rule that we knew of; null where nobody did, or a person clicked since. */
  closedAt: number | null = null;
  private createdWell = false;
  /** Set where a step opened what somebody had closed. */
  reopened: Step | null = null;
  /** Most rules of ours there ever were at once, copies of others not counted. */
  copies = new Set<string>();

  constructor(way: Way, change: Partial<ExposureIntent> = {}) {
    const made = way === "rule" ? intentOf(change) : cseIntentOf(change);
    this.row = way === "rule" ? made : { ...made, cluster: { ...made.cluster, entityId: null } };
  }

  get hasEnded(): boolean {
    return isExposureEnded(this.row.state);
  }

  /** Whether the rule was made known to us: seen in place or changed, or its creation answered and gone well. */
  get knowsRule(): boolean {
    const { ruleSeenAt, closedAs } = this.row.memory;
    return ruleSeenAt !== undefined || closedAs !== undefined || this.createdWell;
  }

  sweep(depth: "full" | "no-nat" | "late"): Look {
    const now = new Date(this.edge.now);
    const observed = this.edge.look(depth);
    const before = this.row;
    const made = plan(before, observed, now);
    const look: Look = { intent: before, observed, plan: made, sent: [] };
    if (this.troubles[0] === "crash-before-record") {
      this.troubles.shift();
      return look;
    }
    this.record(made, observed, now);
    for (const step of made.steps) {
      look.sent.push(step);
      this.send(step);
    }
    return look;
  }

  private record(made: Plan, observed: Observed, now: Date): void {
    const settled = new Map(made.settled.map((one) => [one.stepKey, one]));
    this.row = {
      ...this.row,
      state: made.state,
      stateSince: made.state === this.row.state ? this.row.stateSince : now,
      ending: made.ending,
      wanted: made.ending ? "gone" : this.row.wanted,
      cluster: { ...this.row.cluster, entityId: made.entityId },
      address: made.address,
      internalAddress: made.internalAddress,
      controlPlaneVmId: made.controlPlaneVmId,
      memory: JSON.parse(JSON.stringify(made.memory)),
      attempts: this.row.attempts.map((attempt) => {
        const found = settled.get(attempt.stepKey);
        const pending = ["open", "unknown", "accepted"].includes(attempt.outcome);
        if (!found || !pending) return attempt;
        return { ...attempt, outcome: found.outcome, fault: found.fault, finishedAt: observed.at };
      }),
    };
    if (made.giveUpAddress !== null && !this.hasEnded) this.reserveAnother(observed, now);
  }

  private reserveAnother(observed: Observed, now: Date): void {
    const facts = {
      ranges: [{ first: "10.149.1.101", last: "10.149.1.110" }],
      used: observed.used ?? [],
      rules: observed.nat?.rules ?? [],
      reservations: [],
    };
    const pick = pickAddress(facts, { clusterId: "cluster-1", avoid: this.row.memory.gaveUp ?? [], now });
    this.row = { ...this.row, address: pick.ok ? pick.address : null };
  }

  private send(step: Step): void {
    const trouble = this.troubles.shift() ?? "done";
    const stepKey = exposureStepKey(step);
    const startedAt = new Date(this.edge.now);
    const previous = this.row.attempts.find((attempt) => attempt.stepKey === stepKey);
    const failures = previous?.outcome === "refused" ? (previous.failures ?? 1) : 0;
    const open: Attempt = {
      stepKey,
      startedAt,
      deadline: new Date(startedAt.getTime() + 15_000),
      outcome: "open",
      finishedAt: null,
      taskId: null,
      fault: null,
      failures: failures + 1,
    };
    this.keep(open);
    if (trouble === "crash-before" || trouble === "crash-before-record") return;
    const reply = this.perform(step, trouble === "crash-after" ? "done" : trouble);
    if (trouble === "crash-after") {
      if (step.kind === "create-nat-rule") this.createdWell = false;
      return;
    }
    const finishedAt = new Date(this.edge.now);
    if (reply.kind === "silence") this.keep({ ...open, outcome: "unknown" });
    else if (reply.kind === "accepted") {
      const { taskId, entityId = null } = reply;
      this.keep({ ...open, outcome: "accepted", taskId, entityId });
    } else {
      const fault = { code: reply.code, message: "", requestId: null, action: stepKey };
      this.keep({ ...open, outcome: "refused", finishedAt, fault });
    }
  }

  private keep(attempt: Attempt): void {
    const others = this.row.attempts.filter((other) => other.stepKey !== attempt.stepKey);
    this.row = { ...this.row, attempts: [...others, attempt] };
  }

  private watchOpening(step: Step, reply: Reply, fate: Fate): void {
    const effective =
      reply.kind === "accepted" || (reply.kind === "silence" && (fate === "lost-after" || fate === "late"));
    if (effective && fate !== "task-error" && this.closedAt !== null) this.reopened = step;
  }

  private perform(step: Step, fate: Fate): Reply {
    const { edge } = this;
    switch (step.kind) {
      case "create-nat-rule": {
        const reply = edge.change(fate, () => {
          edge.addRule({
            name: step.name,
            externalAddresses: step.rule.externalAddress,
            internalAddresses: step.rule.internalAddress,
            externalPort: String(step.rule.port),
          });
        });
        this.watchOpening(step, reply, fate);
        this.createdWell = fate === "done" && reply.kind === "accepted";
        return reply;
      }
      case "change-nat-rule": {
        const rule = edge.rules.find((one) => one.id === step.ruleId);
        if (!rule) return { kind: "refused", code: "ACCESS_TO_RESOURCE_IS_FORBIDDEN" };
        if (rule.version !== step.version) return { kind: "refused", code: "Conflict" };
        const reply = edge.change(fate, () => edge.changeRule(step.ruleId, step.change));
        if (step.change.enabled) this.watchOpening(step, reply, fate);
        return reply;
      }
      case "delete-nat-rule": {
        if (!edge.rules.some((one) => one.id === step.ruleId)) {
          return { kind: "refused", code: "ACCESS_TO_RESOURCE_IS_FORBIDDEN" };
        }
        return edge.change(fate, () => edge.removeRule(step.ruleId));
      }
      case "ask-cse-create":
        return edge.createCluster(fate);
      case "ask-cse-unexpose":
        return edge.unexpose(fate);
      default:
        throw new Error(`${step.kind} is not in this model`);
    }
  }

  // Acts of others and of people

  /** Somebody closes our rule, or CSE's, in VCD; only where the edge takes changes. */
  close(how: "disable" | "delete" | "retarget"): void {
    const names = [ourName, this.edge.entity ? `tkg1_${this.edge.entity.id}_expose_dnat` : ""];
    const rule = this.edge.rules.find((one) => names.includes(one.name) && one.enabled);
    if (!rule || this.edge.edgeIsBusy) return;
    if (this.knowsRule && !this.copies.has(rule.id)) this.closedAt = this.edge.now;
    if (how === "delete") this.edge.removeRule(rule.id);
    else if (how === "disable") this.edge.changeRule(rule.id, { enabled: false });
    else this.edge.changeRule(rule.id, { internalAddresses: "192.168.0.250" });
  }

  /** Somebody copies our rule under its own name. */
  copy(): void {
    const rule = this.edge.rules.find((one) => one.name === ourName);
    if (!rule || this.edge.edgeIsBusy || this.hasEnded) return;
    this.copies.add(this.edge.addRule({ ...rule, id: `copy-${this.copies.size}`, enabled: false }).id);
  }

  click(): void {
    this.closedAt = null;
    this.row = { ...this.row, clickedAt: new Date(this.edge.now) };
  }

  /** The verb for a node that moved: the rule is to lead to where the control plane is now. */
  retarget(): void {
    const address = this.edge.vm?.address;
    if (!address || this.row.way !== "rule") return;
    this.click();
    this.row = { ...this.row, internalAddress: address, controlPlaneVmId: this.edge.vm?.id ?? null };
  }
}
