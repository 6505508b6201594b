import { z } from "zod";
import { announceSessionsOf, endSessionsOf, findSessionRow } from "@/lib/db/sessions";
import { describeUserAgent } from "@/lib/domain/sessions/client";
import { notFound } from "../errors";
import { verb } from "../verb";

/** Ends one of the person's own sessions, the one at VCD that belongs to it included. */
export const endOwnSession = verb({
  name: "sessions.end",
  kind: "change",
  permission: "self.manage",
  scope: "person",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "session", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { personId } = actor;
    const reason = input.id === actor.sessionId ? "signed-out" : "ended-elsewhere";
    const [ended] = await endSessionsOf(tx, { personId, only: input.id, reason }, now);
    const session = ended && (await findSessionRow(tx, ended));
    if (!session) throw notFound("session");
    audit({
      subject: { kind: "session", id: session.id },
      facts: {
        name: describeUserAgent(session.userAgent),
        since: session.createdAt.toISOString(),
        signedInFrom: session.address,
      },
    });
    await announceSessionsOf(tx, personId);
    return { current: session.id === actor.sessionId };
  },
});
