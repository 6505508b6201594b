import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { readWebConfig } from "@/lib/config/web";
import type { FormState } from "@/lib/domain/form-state";
import { log } from "@/lib/log";
import { admitChange, type FormLimit } from "./admit";
import type { VerbContext } from "./context";
import { ServiceError } from "./errors";
import { isOwnOrigin } from "./origin";
import { requestContext } from "./web-context";

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

const neverEchoed = /password|secret|token|^\$ACTION|^\$/i;

/**
 * Makes a server action for a form: Origin, limits, context, then `run`, which calls a verb. Refusals come back as
 * values beside the fields with everything that was entered; anything unexpected is logged and shown as a reference.
 * The form names its organization in a hidden field `organization`; the verb decides whether that is allowed. `limit` is
 * for forms that somebody could guess with.
 */
export function defineAction(
  run: (call: { context: VerbContext; form: FormData }) => Promise<FormState | undefined>,
  { limit }: { limit?: FormLimit } = {},
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
      await admitChange(context, limit);
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
          ...(error.code === "unauthenticated" && { signedOut: true }),
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

function echo(form: FormData): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of form) {
    // Names that every object has, `__proto__` among them, are no field of ours.
    if (neverEchoed.test(name) || name in Object.prototype || typeof value !== "string") continue;
    values[name] = [...(values[name] ?? []), value];
  }
  return values;
}
