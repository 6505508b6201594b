import { defineRoute } from "@/lib/services/define-route";
import { listNotifications } from "@/lib/services/notifications/list-notifications";

export const GET = defineRoute(({ context, query }) =>
  listNotifications(
    { ...context, organization: null },
    {
      unread: query.get("unread") === "1",
      organization: query.get("organization") ?? undefined,
      after: query.get("after") ?? undefined,
    },
  ),
);
