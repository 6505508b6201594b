import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { readWebConfig } from "@/lib/config/web";
import { countUse } from "@/lib/db/rate-limits";
import { withReach } from "@/lib/db/reach";
import type { FormState } from "@/lib/domain/form-state";
import { log } from "@/lib/log";
import type { VerbContext } from "./context";
import { ServiceError } from "./errors";
import { isOwnOrigin } from "./origin";
import { requestContext } from "./web-context";

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

const changesPerMinute = 120;
const neverEchoed = /password|secret|token|^\$ACTION|^\$/i;

/**
 * Makes a server action for a form: Origin, limits, context, then `run`, which calls a verb. Refusals come back as
 * values beside the fields with everything that was entered; anything unexpected is logged and shown as a reference.
 * The form names its organization in a hidden field `organization`; the verb decides whether that is allowed.
 */
export function defineAction(
  run: (call: { context: VerbContext; form: FormData }) => Promise<FormState | undefined>,
): FormAction {
  return async (_previous, sent) => {
    // Whoever calls the action's address without a page can send anything at all.
    const form = sent instanceof FormData ? sent : new FormData();
    const values = echo(form);
    const organization = form.get("organization");
    const context = await requestContext(
      typeof organization === "string" && organization ? organization : null,
    );
    try {
      if (!isOwnOrigin(await headers(), readWebConfig().publicOrigin)) {
        throw new ServiceError("forbidden", "This form was not sent from Drawbridge's own page.", {
          next: `Open ${readWebConfig().publicOrigin} and try again there.`,
        });
      }
      if (form !== sent) throw new ServiceError("invalid-input", "What was sent is no form.");
      await limit(context);
      return (await run({ context, form })) ?? { status: "done" };
    } catch (error) {
      unstable_rethrow(error);
      if (error instanceof ServiceError) {
        return {
          status: "refused",
          message: error.message,
          next: error.details.next,
          fields: error.details.fields,
          values,
        };
      }
      log.error({ err: error, requestId: context.requestId }, "action failed");
      return {
        status: "failed",
        message: "Something went wrong on our side; nothing was changed.",
        next: "Try again. If it stays, give the reference to your provider.",
        reference: context.requestId,
        values,
      };
    }
  };
}

async function limit(context: VerbContext): Promise<void> {
  const key = `change:${context.sessionId ?? context.address ?? "unknown"}`;
  const uses = await withReach(context.db, { organizationIds: [], personId: null }, (tx) =>
    countUse(tx, key, 60_000, context.now),
  );
  if (uses > changesPerMinute) {
    throw new ServiceError("limit", `That is more than ${changesPerMinute} changes in a minute.`, {
      next: "Wait a minute, then try again.",
    });
  }
}

function echo(form: FormData): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of form) {
    // Names that every object has, `__proto__` among them, are no field of ours.
    if (neverEchoed.test(name) || name in Object.prototype || typeof value !== "string") continue;
    values[name] = [...(values[name] ?? []), value];
  }
  return values;
}
