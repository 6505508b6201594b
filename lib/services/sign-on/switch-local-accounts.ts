import { z } from "zod";
import { readWebConfig } from "@/lib/config/web";
import { endPasswordSessions, findSessionWay } from "@/lib/db/group-mappings";
import { shutPasswords } from "@/lib/db/passwords";
import { lockSettings, updateSettings } from "@/lib/db/settings";
import { announceChange } from "@/lib/db/signals";
import { manageSignOn, switchOffLocalAccounts } from "@/lib/domain/sign-on/can";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";

/** Whether a password kept here opens the door. Switched off, sessions that one opened end with it. */
export const switchLocalAccounts = verb({
  name: "sign-on.switch-local-accounts",
  kind: "change",
  permission: "sign-on.manage",
  input: z.object({ to: z.enum(["on", "off"], { error: "Choose on or off." }) }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { localAccounts: before } = await lockSettings(tx);
    const after = input.to === "on";
    if (before === after) {
      throw new ServiceError("conflict", `Local accounts are ${input.to} already.`, {
        next: "Somebody else may have done it a moment ago.",
      });
    }
    const way = await findSessionWay(tx, actor.sessionId);
    const configured = readWebConfig().oidc !== null;
    demand(after ? manageSignOn(actor) : switchOffLocalAccounts({ actor, configured, way }));
    // A session that a password is opening at this moment is there by then, and ends with the others.
    if (!after) await shutPasswords(tx);
    await updateSettings(tx, { localAccounts: after }, now);
    const ended = after ? 0 : await endPasswordSessions(tx, now);
    audit({
      subject: { kind: "settings", id: actor.organizationId },
      before: { localAccounts: before },
      after: { localAccounts: after },
      facts: { name: "Local accounts", ...(after ? {} : { sessionsEnded: ended }) },
    });
    await announceChange(tx, { organizationId: actor.organizationId, kind: "sign-on", id: "settings" });
    return { ended };
  },
});
