import { z } from "zod";
import { announceSessionsOf, endSessionsOf } from "@/lib/db/sessions";
import { verb } from "../verb";

/** Signs the person out everywhere, or everywhere else. */
export const endOwnSessions = verb({
  name: "sessions.end-own",
  kind: "change",
  permission: "self.manage",
  scope: "person",
  input: z.object({ andThis: z.boolean() }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { personId, sessionId } = actor;
    const but = input.andThis ? undefined : sessionId;
    const ended = await endSessionsOf(tx, { personId, but, reason: "everywhere" }, now);
    audit({
      subject: { kind: "person", id: personId },
      facts: { name: actor.personName, sessions: ended.length, thisOneToo: input.andThis },
    });
    await announceSessionsOf(tx, personId);
    return { ended: ended.length };
  },
});
