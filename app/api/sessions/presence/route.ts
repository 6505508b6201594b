import { defineRoute } from "@/lib/services/define-route";
import { getOwnSession } from "@/lib/services/sessions/get-own-session";

/** When the session ends, for the page that warns of it. Asking prolongs nothing. */
export const GET = defineRoute(({ context }) => getOwnSession(context, {}));

/** Sent by a page after a person's own input: being a POST, it counts as an act of theirs. */
export const POST = defineRoute(({ context }) => getOwnSession(context, {}));
