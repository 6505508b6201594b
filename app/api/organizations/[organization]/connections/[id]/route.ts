import { getConnection } from "@/lib/services/connections/get-connection";
import { watchConnection } from "@/lib/services/connections/watch-connection";
import { defineRoute } from "@/lib/services/define-route";

/** Reading a connection says that somebody is looking at it, so that it is looked at more often in AWS too. */
export const GET = defineRoute(async ({ context, params }) => {
  const id = params.id ?? "";
  await watchConnection(context, { id });
  return getConnection(context, { id });
});
