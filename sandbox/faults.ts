import { z } from "zod";

export const faultSchema = z
  .object({
    /** An action name, or `*`. */
    action: z.string().min(1),
    accountId: z.string().optional(),
    region: z.string().optional(),
    times: z.number().int().min(1).default(1),
    kind: z.enum(["error", "delay", "lost-reply", "stale-read", "clock-skew", "drop-before"]),
    code: z.string().optional(),
    httpStatus: z.number().int().min(400).max(599).optional(),
    message: z.string().optional(),
    delayMs: z.number().int().min(0).optional(),
  })
  .strict();

export type FaultDescription = z.infer<typeof faultSchema>;

export interface Fault extends FaultDescription {
  id: number;
  remaining: number;
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

  /** Takes the oldest matching delay and the oldest matching fault of another kind: a slow call can also fail. */
  take(call: { action: string; accountId: string; region: string }): { delay?: Fault; fault?: Fault } {
    const matches = this.list().filter(
      (fault) =>
        (fault.action === "*" || fault.action === call.action) &&
        (fault.accountId === undefined || fault.accountId === call.accountId) &&
        (fault.region === undefined || fault.region === call.region),
    );
    const delay = matches.find((fault) => fault.kind === "delay");
    const fault = matches.find((each) => each.kind !== "delay");
    for (const taken of [delay, fault]) if (taken) taken.remaining -= 1;
    return { ...(delay && { delay }), ...(fault && { fault }) };
  }
}
