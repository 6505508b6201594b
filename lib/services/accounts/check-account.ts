import { z } from "zod";
import { updateAccount } from "@/lib/db/accounts";
import { verb } from "../verb";
import { announceAccount, loadAccount, wakeAccount } from "./load-account";

/** Asks the worker to try every right that it needs in this account; the answer stands on the account's page. */
export const checkAccount = verb({
  name: "accounts.check",
  kind: "change",
  permission: "account.manage",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "account", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const account = await loadAccount(tx, input.id);
    await updateAccount(tx, account.id, { checkAskedAt: now });
    audit({ subject: { kind: "account", id: account.id }, facts: { name: account.name } });
    await announceAccount(tx, actor, account.id);
    await wakeAccount(tx, account.id);
    return { name: account.name };
  },
});
