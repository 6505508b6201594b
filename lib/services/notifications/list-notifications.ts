import { z } from "zod";
import {
  countUnread,
  listNotifyingOrganizations,
  listNotifications as listRows,
} from "@/lib/db/notifications";
import { mostCounted, type NotificationsPage } from "@/lib/domain/notifications/views";
import { readCursor, writeCursor } from "../cursor";
import { verb } from "../verb";
import { viewNotices } from "./view-notices";

const perPage = 25;

/** Everything the person was told, newest first. */
export const listNotifications = verb({
  name: "notifications.list",
  kind: "read",
  permission: "self.read",
  scope: "person",
  input: z.object({
    unread: z.boolean().default(false),
    organization: z.string().max(100).optional(),
    after: z.string().max(100).optional(),
  }),
  run: async ({ actor, input, tx }): Promise<NotificationsPage> => {
    const { personId } = actor;
    const rows = await listRows(tx, {
      personId,
      unreadOnly: input.unread,
      organization: input.organization,
      after: readCursor(input.after),
      limit: perPage + 1,
    });
    const shown = rows.slice(0, perPage);
    const last = shown.at(-1);
    return {
      lines: await viewNotices(tx, actor, shown),
      next: rows.length > perPage && last ? writeCursor({ at: last.at, id: last.id }) : null,
      unread: await countUnread(tx, personId, mostCounted),
      organizations: await listNotifyingOrganizations(tx, personId),
    };
  },
});
