import { AwsModel, type Fate, type Reply } from "./aws-model.fixtures";
import { plan } from "./plan";
import { intent, ourTags, t0 } from "./plan.fixtures";
import {
  type Attempt,
  type ConnectionIntent,
  type Observed,
  type Plan,
  type Step,
  stepKey,
} from "./plan-types";
import { isEnded } from "./states";

export const approved = ["10.20.0.0/16", "10.30.0.0/16"];

/** What may befall the next calls: their fate, or the end of the process before or after one. */
export type Trouble = Fate | "crash-before" | "crash-after" | "crash-before-record";

export type Look = {
  intent: ConnectionIntent;
  observed: Observed;
  plan: Plan;
  sent: Step[];
  staleMs: number;
};

/** One row and the worker that carries it out as the real one does: record the plan, commit an attempt, call, record. */
export class WorkerModel {
  aws = new AwsModel(t0);
  row: ConnectionIntent;
  troubles: Trouble[] = [];
  lagMs = 0;
  /** Every peering that was ever created with our tags. */
  ours = new Set<string>();

  constructor(change: Partial<ConnectionIntent>) {
    this.row = intent({ approvedCidrs: approved, ...change });
  }

  sweep(depth: "full" | "glance", staleMs: number): Look {
    const now = new Date(this.aws.now);
    const observed = this.aws.look(depth, this.row.peeringId, staleMs);
    const before = this.row;
    const made = plan(before, observed, now);
    const look: Look = { intent: before, observed, plan: made, sent: [], staleMs };
    if (this.troubles[0] === "crash-before-record") {
      this.troubles.shift();
      return look;
    }
    this.record(made, now);
    for (const step of made.steps) {
      look.sent.push(step);
      if (!this.send(step)) break;
    }
    return look;
  }

  private record(made: Plan, now: Date): void {
    const settled = new Map(made.settled.map((one) => [one.stepKey, one.outcome]));
    this.row = {
      ...this.row,
      state: made.state,
      stateSince: made.state === this.row.state ? this.row.stateSince : now,
      ending: made.ending,
      wanted: made.ending ? "gone" : this.row.wanted,
      peeringId: made.peeringId,
      expirationTime: made.expirationTime,
      memory: made.memory,
      attempts: this.row.attempts.map((attempt) => {
        const outcome = settled.get(attempt.stepKey);
        const pending = attempt.outcome === "open" || attempt.outcome === "unknown";
        return outcome && pending ? { ...attempt, outcome, finishedAt: now } : attempt;
      }),
    };
  }

  /** False where the process ended. */
  private send(step: Step): boolean {
    const trouble = this.troubles.shift() ?? "done";
    const key = stepKey(step);
    const startedAt = new Date(this.aws.now);
    const previous = this.row.attempts.find((attempt) => attempt.stepKey === key);
    const failures = previous?.outcome === "refused" ? (previous.failures ?? 1) : 0;
    const open: Attempt = {
      stepKey: key,
      startedAt,
      deadline: new Date(startedAt.getTime() + 15_000),
      outcome: "open",
      finishedAt: null,
      peeringId: null,
      fault: null,
    };
    this.keep(open);
    if (trouble === "crash-before" || trouble === "crash-before-record") return false;
    const reply = this.aws.call(trouble === "crash-after" ? "done" : trouble, 9_000, () =>
      this.perform(step),
    );
    if (trouble === "crash-after") return false;
    const finishedAt = new Date(this.aws.now);
    if (reply.kind === "silence") {
      this.keep({ ...open, outcome: "unknown" });
    } else if (reply.kind === "refused" && !isAlreadyGone(reply.code)) {
      const fault = { code: reply.code, message: "", requestId: null, action: key };
      this.keep({ ...open, outcome: "refused", finishedAt, fault, failures: failures + 1 });
    } else {
      const peeringId = reply.kind === "done" ? reply.peeringId : null;
      this.keep({ ...open, outcome: "done", finishedAt, peeringId });
      if (step.kind === "create-peering") this.row = { ...this.row, sentAt: finishedAt };
    }
    return true;
  }

  private keep(attempt: Attempt): void {
    const others = this.row.attempts.filter((other) => other.stepKey !== attempt.stepKey);
    this.row = { ...this.row, attempts: [...others, attempt] };
  }

  private perform(step: Step): Reply {
    switch (step.kind) {
      case "create-peering":
        return this.aws.create(ourTags, this.lagMs);
      case "tag-peering":
        return this.aws.tag(step.peeringId, ourTags);
      case "create-route":
        return this.aws.createRoute(step.routeTableId, step.destination, step.peeringId);
      case "delete-route":
        return this.aws.deleteRoute(step.routeTableId, step.destination);
      case "set-dns":
        return this.aws.setDns(step.peeringId, step.allow);
      case "delete-peering":
        return this.aws.remove(step.peeringId);
    }
  }

  get hasEnded(): boolean {
    return isEnded(this.row.state);
  }
}

function isAlreadyGone(code: string): boolean {
  return /\.NotFound$/.test(code);
}

export function isOurs(tags: Record<string, string>): boolean {
  return Object.entries(ourTags).every(([key, value]) => tags[key] === value);
}
