import { z } from "zod";
import { actSchema, perform } from "./acts";
import { AwsError } from "./aws-error";
import { describeWorld } from "./describe-world";
import { settle } from "./ec2/peering-lifecycle";
import { faultSchema } from "./faults";
import { mergeWorld, WorldError } from "./merge-world";
import { settingsSchema } from "./settings";
import type { Sandbox } from "./state";
import { worldSchema } from "./world";

export interface ControlAnswer {
  status: number;
  json: unknown;
}

const ok = (json: unknown): ControlAnswer => ({ status: 200, json });
export const refusal = (status: number, code: string, message: string): ControlAnswer => ({
  status,
  json: { error: { code, message } },
});

const clockSchema = z.strictObject({ advanceMs: z.number().int().min(0) });

interface ControlRequest {
  sandbox: Sandbox;
  query: URLSearchParams;
  /** The parsed JSON body; undefined when there was none. */
  body: unknown;
}

type Handler = (request: ControlRequest) => ControlAnswer;

const routes: Record<string, Handler> = {
  "GET world": ({ sandbox }) => ok(describeWorld(sandbox)),
  "PUT world": ({ sandbox, body }) => {
    const world = worldSchema.parse(body);
    settle(sandbox, sandbox.clock.now());
    return ok({ added: mergeWorld(sandbox, world, sandbox.clock.now()) });
  },
  "GET journal": ({ sandbox, query }) => ok(sandbox.journal.since(Number(query.get("since") ?? 0) || 0)),
  "DELETE journal": ({ sandbox }) => {
    sandbox.journal.clear();
    return ok({ ok: true });
  },
  "GET clock": ({ sandbox }) => ok(sandbox.clock.describe()),
  "POST clock": ({ sandbox, body }) => {
    sandbox.advance(clockSchema.parse(body).advanceMs);
    settle(sandbox, sandbox.clock.now());
    return ok(sandbox.clock.describe());
  },
  "GET faults": ({ sandbox }) => ok(sandbox.faults.list()),
  "POST faults": ({ sandbox, body }) => ok(sandbox.faults.add(faultSchema.parse(body))),
  "DELETE faults": ({ sandbox }) => {
    sandbox.faults.clear();
    return ok({ ok: true });
  },
  "GET settings": ({ sandbox }) => ok(sandbox.settings),
  "PUT settings": ({ sandbox, body }) => ok(sandbox.change(settingsSchema.parse(body))),
  "POST act": ({ sandbox, body }) =>
    ok({ ok: true, ...perform(sandbox, actSchema.parse(body), sandbox.clock.now()) }),
  "POST reset": ({ sandbox }) => {
    sandbox.reset();
    return ok({ ok: true });
  },
};

/** `name` is what follows `/_sandbox/`. */
export function answerControl(method: string, name: string, request: ControlRequest): ControlAnswer {
  const handler = routes[`${method} ${name}`];
  if (!handler) {
    const known = Object.keys(routes).map((route) => route.replace(" ", " /_sandbox/"));
    return refusal(
      404,
      "NotFound",
      `There is no ${method} /_sandbox/${name}. There is: ${known.join(", ")}.`,
    );
  }
  try {
    return handler(request);
  } catch (error) {
    if (error instanceof AwsError) {
      // The act's status stays a 4xx: the call to the control surface itself was understood.
      return refusal(error.status < 500 ? error.status : 400, error.code, error.message);
    }
    if (error instanceof z.ZodError) return refusal(400, "InvalidRequest", z.prettifyError(error));
    if (error instanceof WorldError) return refusal(400, "InvalidRequest", error.message);
    throw error;
  }
}
