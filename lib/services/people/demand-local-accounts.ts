import { holdLocalAccounts } from "@/lib/db/passwords";
import type { Transaction } from "@/lib/db/pool";
import { ServiceError } from "../errors";

/** In the same words wherever a password would be set or sent for. */
export const localAccountsOff = {
  message: "Local accounts are switched off here: no password opens anything.",
  next: "Sign in the way your organization does. Whoever runs Drawbridge can switch local accounts on again.",
};

/** Until commit they are on: whoever switches them off waits, and then ends what was opened. */
export async function demandLocalAccounts(tx: Transaction): Promise<void> {
  if (await holdLocalAccounts(tx)) return;
  const { message, next } = localAccountsOff;
  throw new ServiceError("precondition", message, { next });
}
