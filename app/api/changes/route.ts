import { openChangeStream } from "@/lib/live/change-stream";
import { defineRoute } from "@/lib/services/define-route";
import { getChangeReach } from "@/lib/services/organizations/get-change-reach";

/** Whoever may not listen is told so at once; whether they still may is asked again as long as they listen. */
export const GET = defineRoute(async ({ context, request }) => {
  const ask = () =>
    getChangeReach({ ...context, now: new Date() }, { everywhere: context.organization === null });
  const { personId } = await ask();
  return new Response(openChangeStream({ ask, personId, signal: request.signal }), {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
});
