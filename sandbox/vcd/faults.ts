import { z } from "zod";

export const faultSchema = z.strictObject({
  /** An operation (`createNatRule`), a step of CSE (`cse:kubeadm-init`), or `*` for every operation. */
  operation: z.string().min(1),
  kind: z.enum(["error", "task-error", "delay", "lost-reply", "drop-before", "stale-read", "unknown-error"]),
  times: z.number().int().min(1).default(1),
  /** Only calls of clients, or only those of CSE. */
  via: z.enum(["client", "cse"]).optional(),
  organization: z.string().optional(),
  user: z.string().optional(),
  status: z.number().int().min(400).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  delayMs: z.number().int().min(0).optional(),
  /** For `task-error`: the task fails although the change was made. */
  applied: z.boolean().optional(),
});

export type FaultInput = z.input<typeof faultSchema>;
export type FaultDescription = z.output<typeof faultSchema>;

export interface Fault extends FaultDescription {
  id: number;
  remaining: number;
}

export interface FaultCall {
  operation: string;
  via: "client" | "cse";
  organization: string;
  user: string;
}

export class Faults {
  private faults: Fault[] = [];
  private last = 0;

  add(description: FaultDescription): Fault {
    this.last += 1;
    const fault = { ...description, id: this.last, remaining: description.times };
    this.faults.push(fault);
    return fault;
  }

  list(): Fault[] {
    return this.faults.filter((fault) => fault.remaining > 0);
  }

  clear(): void {
    this.faults = [];
  }

  /** Takes the oldest fault of these kinds that this call meets. */
  take(call: FaultCall, kinds: readonly Fault["kind"][]): Fault | undefined {
    const fault = this.list().find(
      (each) =>
        kinds.includes(each.kind) &&
        (each.operation === call.operation ||
          (each.operation === "*" && !call.operation.startsWith("cse:"))) &&
        (each.via === undefined || each.via === call.via) &&
        (each.organization === undefined || each.organization === call.organization) &&
        (each.user === undefined || each.user === call.user),
    );
    if (fault) fault.remaining -= 1;
    return fault;
  }
}
