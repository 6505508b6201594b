import { z } from "zod";
import { countUnread, listNotifications } from "@/lib/db/notifications";
import { type BellView, mostCounted } from "@/lib/domain/notifications/views";
import { verb } from "../verb";
import { viewNotices } from "./view-notices";

const newest = 6;

/** What stands under the bell: how many are unread, and the newest, unread or not. */
export const getBell = verb({
  name: "notifications.bell",
  kind: "read",
  permission: "self.read",
  scope: "person",
  input: z.object({}),
  run: async ({ actor, tx }): Promise<BellView> => {
    const { personId } = actor;
    return {
      unread: await countUnread(tx, personId, mostCounted),
      newest: await viewNotices(tx, actor, await listNotifications(tx, { personId, limit: newest })),
    };
  },
});
