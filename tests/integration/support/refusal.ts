import { ServiceError } from "@/lib/services/errors";

/** The refusal that a call ends with; fails where it does anything else. */
export async function refusal(promise: Promise<unknown>): Promise<ServiceError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("value" in outcome) throw new Error(`not refused: ${JSON.stringify(outcome.value)}`);
  if (!(outcome.error instanceof ServiceError)) throw outcome.error;
  return outcome.error;
}
