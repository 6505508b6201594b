import { subscribeToChanges } from "@/lib/live/changes";
import { defineRoute } from "@/lib/services/define-route";
import { getChangeReach } from "@/lib/services/organizations/get-change-reach";

const pingMs = 15_000;

/**
 * Says "changed", of what the person may see, and nothing more. Whether they still may is asked again at every ping,
 * so that an ended session hears nothing further.
 */
export const GET = defineRoute(async ({ context, request }) => {
  const ask = () =>
    getChangeReach({ ...context, now: new Date() }, { everywhere: context.organization === null });
  const reach = await ask();
  const encoder = new TextEncoder();
  let end = () => {};

  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const unsubscribe = subscribeToChanges((change) => {
        if (change === "reconnected") send(`event: change\ndata: ${JSON.stringify({ kind: "all" })}\n\n`);
        else if (reach.organizationIds === "*" || reach.organizationIds.includes(change.organizationId)) {
          send(`event: change\ndata: ${JSON.stringify({ kind: change.kind, id: change.id })}\n\n`);
        }
      });
      const ping = setInterval(() => {
        ask().then(
          () => send(": ping\n\n"),
          () => end(),
        );
      }, pingMs);
      end = () => {
        end = () => {};
        clearInterval(ping);
        unsubscribe();
        request.signal.removeEventListener("abort", end);
        controller.close();
      };
      request.signal.addEventListener("abort", () => end());
      send("retry: 2000\n\n");
    },
    cancel() {
      end();
    },
  });

  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
});
