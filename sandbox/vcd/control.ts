import { z } from "zod";
import { actSchema, perform } from "./acts";
import { describeWorld } from "./describe-world";
import { faultSchema } from "./faults";
import { settle } from "./jobs";
import type { LoopbackNetwork } from "./loopback-network";
import { mergeWorld, WorldError } from "./merge-world";
import { settingsSchema } from "./settings";
import type { VcdSandbox } from "./state";
import { VcdError } from "./vcd-error";
import { worldSchema } from "./world";

export interface ControlAnswer {
  status: number;
  json: unknown;
}

export interface ControlRequest {
  sandbox: VcdSandbox;
  network: LoopbackNetwork;
  query: URLSearchParams;
  /** The parsed JSON body; undefined when there was none. */
  body: unknown;
}

const ok = (json: unknown): ControlAnswer => ({ status: 200, json });

export const refusal = (status: number, code: string, message: string): ControlAnswer => ({
  status,
  json: { error: { code, message } },
});

const clockSchema = z.union([
  z.strictObject({ advanceMs: z.number().int().min(0) }),
  /** Forward until nothing is due any more, at most by this much. */
  z.strictObject({ finishWithinMs: z.number().int().min(1) }),
]);

async function moveClock({ sandbox, body }: ControlRequest): Promise<ControlAnswer> {
  const wanted = clockSchema.parse(body);
  if ("advanceMs" in wanted) {
    sandbox.clock.advance(wanted.advanceMs);
    await settle(sandbox);
    return ok(sandbox.clock.describe());
  }
  const end = sandbox.clock.now() + wanted.finishWithinMs;
  for (;;) {
    const job = sandbox.nextJob();
    if (!job) return ok({ ...sandbox.clock.describe(), finished: true });
    if (job.at > end) return ok({ ...sandbox.clock.describe(), finished: false });
    sandbox.clock.advance(Math.max(0, job.at - sandbox.clock.now()));
    await settle(sandbox);
  }
}

type Handler = (request: ControlRequest) => ControlAnswer | Promise<ControlAnswer>;

const routes: Record<string, Handler> = {
  "GET world": ({ sandbox, network }) => ok(describeWorld(sandbox, network)),
  "PUT world": async ({ sandbox, body }) => ok({ added: await mergeWorld(sandbox, worldSchema.parse(body)) }),
  "GET journal": ({ sandbox, query }) => ok(sandbox.journal.since(Number(query.get("since") ?? 0) || 0)),
  "GET journal/summary": ({ sandbox }) => ok(sandbox.journal.summary()),
  "DELETE journal": ({ sandbox }) => {
    sandbox.journal.clear();
    return ok({ ok: true });
  },
  "GET clock": ({ sandbox }) => ok(sandbox.clock.describe()),
  "POST clock": moveClock,
  "GET faults": ({ sandbox }) => ok(sandbox.faults.list()),
  "POST faults": ({ sandbox, body }) => ok(sandbox.faults.add(faultSchema.parse(body))),
  "DELETE faults": ({ sandbox }) => {
    sandbox.faults.clear();
    return ok({ ok: true });
  },
  "GET settings": ({ sandbox }) => ok(sandbox.settings),
  "PUT settings": ({ sandbox, body }) => ok(sandbox.change(settingsSchema.parse(body))),
  "POST act": async ({ sandbox, body }) =>
    ok({ ok: true, ...(await perform(sandbox, actSchema.parse(body))) }),
  "POST reset": ({ sandbox }) => {
    sandbox.reset();
    return ok({ ok: true });
  },
};

/** `name` is what follows `/_sandbox/vcd/`. */
export async function answerControl(
  method: string,
  name: string,
  request: ControlRequest,
): Promise<ControlAnswer> {
  const handler = routes[`${method} ${name}`];
  if (!handler) {
    const known = Object.keys(routes).map((route) => route.replace(" ", " /_sandbox/vcd/"));
    return refusal(
      404,
      "NotFound",
      `There is no ${method} /_sandbox/vcd/${name}. There is: ${known.join(", ")}.`,
    );
  }
  try {
    await settle(request.sandbox);
    return await handler(request);
  } catch (error) {
    if (error instanceof z.ZodError) return refusal(400, "InvalidRequest", z.prettifyError(error));
    if (error instanceof WorldError) return refusal(400, "InvalidRequest", error.message);
    if (error instanceof VcdError) return refusal(400, error.code, error.message);
    throw error;
  } finally {
    if (method !== "GET") request.sandbox.touch();
  }
}
