import { z } from "zod";
import { listNotifications, markRead as markRows } from "@/lib/db/notifications";
import { announceChange } from "@/lib/db/signals";
import { noticePath } from "@/lib/paths";
import { notFound } from "../errors";
import { verb } from "../verb";
import { wordsFor } from "./view-notices";

/**
 * Marks what the person was told as read: one, or all where no id is given. Answers how many were not, and where the
 * one leads.
 */
export const markRead = verb({
  name: "notifications.mark-read",
  kind: "change",
  permission: "self.manage",
  scope: "person",
  input: z.object({ id: z.guid().optional() }),
  subject: ({ id }) => (id === undefined ? null : { kind: "notification", id }),
  run: async ({ actor, input, tx, now, audit }): Promise<{ count: number; path: string | null }> => {
    const { personId, organizationId } = actor;
    const ids = input.id ? [input.id] : null;
    const [told] = ids ? await listNotifications(tx, { personId, ids, limit: 1 }) : [];
    if (ids && !told) throw notFound("notification");
    const count = await markRows(tx, { personId, ids, at: now });
    audit({
      subject: input.id ? { kind: "notification", id: input.id } : { kind: "person", id: personId },
      facts: { count },
    });
    await announceChange(tx, { organizationId, kind: "notifications", id: input.id ?? personId });
    const path =
      told && noticePath((await wordsFor(tx, actor))(told).leadsTo, told.facts.organization?.slug ?? "");
    return { count, path: path ?? null };
  },
});
