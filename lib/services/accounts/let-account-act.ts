import { z } from "zod";
import { updateAccount } from "@/lib/db/accounts";
import { verb } from "../verb";
import { announceAccount, loadAccount, wakeAccount } from "./load-account";

/** Lets the worker send what its plans say; until then it only reads. */
export const letAccountAct = verb({
  name: "accounts.let-act",
  kind: "change",
  permission: "account.manage",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "account", id }),
  run: async ({ actor, input, tx, audit }) => {
    const account = await loadAccount(tx, input.id);
    await updateAccount(tx, account.id, { mode: "act" });
    audit({
      subject: { kind: "account", id: account.id },
      before: { mode: account.mode },
      after: { mode: "act" },
      facts: { name: account.name },
    });
    await announceAccount(tx, actor, account.id);
    await wakeAccount(tx, account.id);
    return { name: account.name };
  },
});
