import { z } from "zod";
import { findSignInKind } from "@/lib/db/people";
import { listSessions, readSessionLimits } from "@/lib/db/sessions";
import { type OwnSessions, viewSession } from "@/lib/domain/sessions/views";
import { loadVcdPerson } from "../vcd-person";
import { verb } from "../verb";

const overForMs = 7 * 24 * 3600_000;
const mostShown = 100;

/** Where the person is signed in, and where they were within the last week. */
export const listOwnSessions = verb({
  name: "sessions.list",
  kind: "read",
  permission: "self.read",
  scope: "person",
  input: z.object({}),
  run: async ({ actor, tx, now }): Promise<OwnSessions> => {
    const since = new Date(now.getTime() - overForMs);
    const rows = await listSessions(tx, { personId: actor.personId, since, limit: mostShown + 1 });
    const lines = rows.slice(0, mostShown).map((row) => viewSession(row, actor.sessionId, now));
    const kind = await findSignInKind(tx, actor.personId);
    const vcd = await loadVcdPerson(tx, actor, now);
    return {
      open: lines.filter(({ over }) => !over).sort((a, b) => Number(b.current) - Number(a.current)),
      over: lines
        .filter(({ over }) => over)
        .sort((a, b) => (b.over?.at ?? "").localeCompare(a.over?.at ?? "")),
      more: rows.length > mostShown,
      limits: await readSessionLimits(tx),
      hasPassword: kind?.passwordHash != null,
      vcdSite: vcd?.siteName ?? null,
    };
  },
});
