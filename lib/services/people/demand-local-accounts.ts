import type { Transaction } from "@/lib/db/pool";
import { readSettings } from "@/lib/db/settings";
import { ServiceError } from "../errors";

/** In the same words wherever a password would be set or sent for. */
export const localAccountsOff = {
  message: "Local accounts are switched off here: no password opens anything.",
  next: "Sign in the way your organization does. Whoever runs Drawbridge can switch local accounts on again.",
};

export async function demandLocalAccounts(tx: Transaction): Promise<void> {
  if ((await readSettings(tx)).localAccounts) return;
  const { message, next } = localAccountsOff;
  throw new ServiceError("precondition", message, { next });
}
