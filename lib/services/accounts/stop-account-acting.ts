import { z } from "zod";
import { updateAccount } from "@/lib/db/accounts";
import { verb } from "../verb";
import { announceAccount, loadAccount, wakeAccount } from "./load-account";

/** Back to reading alone: plans are still made and shown, nothing is sent. Calls under way are not recalled. */
export const stopAccountActing = verb({
  name: "accounts.stop-acting",
  kind: "change",
  permission: "account.manage",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "account", id }),
  run: async ({ actor, input, tx, audit }) => {
    const account = await loadAccount(tx, input.id);
    await updateAccount(tx, account.id, { mode: "observe" });
    audit({
      subject: { kind: "account", id: account.id },
      before: { mode: account.mode },
      after: { mode: "observe" },
      facts: { name: account.name },
    });
    await announceAccount(tx, actor, account.id);
    await wakeAccount(tx, account.id);
    return { name: account.name };
  },
});
