import { randomUUID } from "node:crypto";
import { appendAudit } from "@/lib/db/audit";
import { listOrganizationFigures } from "@/lib/db/organizations";
import type { Database } from "@/lib/db/pool";
import { withReach } from "@/lib/db/reach";
import { lockSettings, updateSettings } from "@/lib/db/settings";

/**
 * The way back in where the OpenID provider fails and local accounts are off: switches them on, and says whether they
 * were off. Whoever may call this holds the database itself, so no session is asked for.
 */
export function restoreLocalAccounts(db: Database, { now }: { now: Date }): Promise<{ wereOff: boolean }> {
  return withReach(db, { organizationIds: "*", personId: null }, async (tx) => {
    const { localAccounts } = await lockSettings(tx);
    if (localAccounts) return { wereOff: false };
    await updateSettings(tx, { localAccounts: true }, now);
    const all = await listOrganizationFigures(tx);
    const provider = all.find(({ organization }) => organization.kind === "provider")?.organization;
    if (provider) {
      await appendAudit(tx, [
        {
          organizationId: provider.id,
          at: now,
          personId: null,
          personName: null,
          role: null,
          verb: "sign-on.switch-local-accounts",
          outcome: "done",
          subjectKind: "settings",
          subjectId: provider.id,
          facts: {
            name: "Local accounts",
            by: "a command on the server",
            before: { localAccounts: false },
            after: { localAccounts: true },
          },
          requestId: randomUUID(),
          address: null,
        },
      ]);
    }
    return { wereOff: true };
  });
}
