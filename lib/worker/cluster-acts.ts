import { type ActSent, endForgottenActs, finishAct, listSendableActs, startAct } from "@/lib/db/act-sends";
import { actFaultCodes, actWaitsMs } from "@/lib/domain/vcd/acts";
import { vcdFaultKind, vcdRetryAt } from "@/lib/domain/vcd/faults";
import { log } from "@/lib/log";
import { ProviderError } from "@/lib/providers/provider-error";
import { cseTimeoutMs } from "@/lib/providers/vcd/client";
import { vcdCodes } from "@/lib/providers/vcd/faults";
import type { WorkerContext } from "./context";
import { noteRefusedToken, openPersonSession } from "./person-session";
import { type PreparedAct, prepareAct } from "./send-act";

/** No reply can arrive later than this after an act began: the call itself is over before. */
const deadlineMs = cseTimeoutMs + 5_000;

type Sendable = Awaited<ReturnType<typeof listSendableActs>>[number];

/** Sends what people asked CSE to do, each once, in their own name. Looks settle what became of it. */
export class ClusterActs {
  private readonly underWay = new Set<string>();
  /** Acts that CSE was too busy for: when they are tried again, and how often they were refused. */
  private readonly resting = new Map<string, { until: Date; failures: number }>();

  constructor(private readonly context: WorkerContext) {}

  /** Acts that can be sent now; what waited too long for a sign-in is taken back. */
  async claim(limit: number): Promise<Sendable[]> {
    const { db, clock } = this.context;
    const now = clock();
    const message = "It could not be sent within an hour.";
    const fault = { code: actFaultCodes.notSentInTime, message, requestId: null, action: "SendAct" };
    await endForgottenActs(db, { before: new Date(now.getTime() - actWaitsMs), fault, now });
    const rests = [...this.resting].filter(([, { until }]) => until > now).map(([id]) => id);
    const acts = await listSendableActs(db, { now, limit, except: [...this.underWay, ...rests] });
    for (const { id } of acts) this.underWay.add(id);
    return acts;
  }

  /** Sends one act. Never throws. */
  async send(act: Sendable): Promise<void> {
    try {
      const sent = await this.attempt(act);
      if (sent && sent.state !== "waiting") this.resting.delete(act.id);
      if (sent) await finishAct(this.context.db, act, sent, this.context.clock());
      const fault = sent && "fault" in sent ? sent.fault.code : undefined;
      log.info(
        { act: act.id, kind: act.kind, clusterId: act.cluster.id, state: sent?.state, fault },
        "An act was sent",
      );
    } catch (error) {
      log.error({ err: error, act: act.id, kind: act.kind }, "An act broke off");
      this.rest(act, null);
    } finally {
      this.underWay.delete(act.id);
    }
  }

  /** Null where nothing is to be recorded: it was taken back, or waits for a sign-in. */
  private async attempt(act: Sendable): Promise<ActSent | null> {
    const { db, clock, stopping } = this.context;
    const prepared = await this.prepare(act);
    if (!prepared || stopping.aborted) return null;
    if (!prepared.ok) return { state: "refused", fault: prepared.fault };
    const now = clock();
    const deadline = new Date(now.getTime() + deadlineMs);
    if (!(await startAct(db, act, { now, deadline }))) return null;
    try {
      const answer = await prepared.send();
      return answer === "done" ? { state: "done" } : { state: "accepted", taskId: answer.taskId };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return this.failed(act, error);
    }
  }

  /** Null where it stays waiting: the person is to sign in again, or VCD did not answer a read. */
  private async prepare(act: Sendable): Promise<PreparedAct | null> {
    try {
      const opened = await openPersonSession(this.context, act.vcdSessionId, act.kind);
      return opened.ok ? await prepareAct(opened.session, act) : null;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      await noteRefusedToken(this.context, act.vcdSessionId, error);
      const passes = ["busy", "transient", "signed-out"].includes(vcdFaultKind(error.fault));
      if (!passes) return { ok: false, fault: error.fault };
      this.rest(act, error);
      const sent = { state: "waiting", fault: error.fault } as const;
      await finishAct(this.context.db, act, sent, this.context.clock());
      return null;
    }
  }

  private async failed(act: Sendable, error: ProviderError): Promise<ActSent> {
    const { fault } = error;
    if (error.outcomeUnknown) return { state: "unknown", fault };
    await noteRefusedToken(this.context, act.vcdSessionId, error);
    // Nothing was begun: CSE was full, the token had ended, or we were too late to send.
    const codes: string[] = [vcdCodes.cseBusy, vcdCodes.sessionEnded, vcdCodes.notSent, vcdCodes.noAnswer];
    if (!codes.includes(fault.code)) return { state: "refused", fault };
    this.rest(act, error);
    return { state: "waiting", fault };
  }

  private rest({ id }: Sendable, error: ProviderError | null): void {
    // Its token is dropped: it waits for a sign-in, and goes at once after one.
    if (error?.fault.code === vcdCodes.sessionEnded) return;
    const failures = (this.resting.get(id)?.failures ?? 0) + 1;
    const until = vcdRetryAt(error?.fault ?? null, this.context.clock(), failures);
    this.resting.set(id, { until, failures });
  }
}
