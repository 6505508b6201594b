import type { Change } from "@/lib/db/signals";
import { subscribeToChanges } from "./changes";

export type ChangeReach = { organizationIds: string[] | "*" };

const pingMs = 15_000;
/** A right that was asked for this long ago is asked for again before the next change is told. */
const trustedMs = 1_000;
/** A listener that is this many messages behind has gone, or might as well have: it is cut off and opens anew. */
const mostUnread = 200;
/** A hidden page listens to nothing: nobody looks at so many. Each costs a question to the database with every change. */
export const mostStreams = 30;

/** Ends the streams of each person, the oldest first; in this process alone. */
const endsOf = new Map<string, Set<() => void>>();

/** Counts a stream, ends the oldest where there are too many, and gives what takes it out again. */
function countStream(personId: string, end: () => void): () => void {
  const ends = endsOf.get(personId) ?? new Set();
  endsOf.set(personId, ends.add(end));
  if (ends.size > mostStreams) for (const oldest of [...ends].slice(0, ends.size - mostStreams)) oldest();
  return () => {
    ends.delete(end);
    if (ends.size === 0) endsOf.delete(personId);
  };
}

/**
 * A stream of server-sent events that says "changed", of what the listener may see, and nothing more. `ask` gives the
 * listener's reach or rejects once there is none: it is called before changes are told, at every ping, and as soon as a
 * session was ended somewhere, so that an ended session or a lost membership hears nothing further. Whoever opens more
 * than `mostStreams` loses their oldest. Nothing is held before the first read: an answer to HEAD is never read.
 */
export function openChangeStream(options: {
  ask: () => Promise<ChangeReach>;
  personId: string;
  signal: AbortSignal;
  subscribe?: typeof subscribeToChanges;
}): ReadableStream<Uint8Array> {
  const { ask, personId, signal, subscribe = subscribeToChanges } = options;
  const encoder = new TextEncoder();
  let end = () => {};
  let begun = false;

  function begin(controller: ReadableStreamDefaultController<Uint8Array>): void {
    let unread: (Change | "reconnected")[] = [];
    let reach: ChangeReach | null = null;
    let askedAt = Number.NEGATIVE_INFINITY;
    let asking = false;
    let askAgain = false;
    let over = false;

    const send = (text: string) => {
      if (over) return;
      controller.enqueue(encoder.encode(text));
      if ((controller.desiredSize ?? 0) < -mostUnread) end();
    };
    const tell = () => {
      const changes = unread;
      unread = [];
      for (const change of changes) {
        if (change === "reconnected") send(event({ kind: "all" }));
        else if (reach?.organizationIds === "*" || reach?.organizationIds.includes(change.organizationId)) {
          send(event({ kind: change.kind, id: change.id }));
        }
      }
    };
    const check = async (then: () => void) => {
      if (asking) return;
      asking = true;
      try {
        reach = await ask();
        askedAt = performance.now();
        then();
        tell();
      } catch (error) {
        // Said, so that the page does not ask anew only to be refused.
        if ((error as { code?: unknown }).code === "unauthenticated") send("event: signed-out\ndata: {}\n\n");
        end();
      } finally {
        asking = false;
      }
      if (askAgain && !over) {
        askAgain = false;
        await check(() => {});
      }
    };

    const unsubscribe = subscribe((change) => {
      unread.push(change);
      // Somebody's session ended, maybe this listener's: what was asked before does not count.
      if (change !== "reconnected" && change.kind === "sessions") {
        askAgain = asking;
        void check(() => {});
      } else if (performance.now() - askedAt < trustedMs) tell();
      else void check(() => {});
    });
    const ping = setInterval(() => void check(() => send(": ping\n\n")), pingMs);
    const stop = () => end();
    end = () => {
      if (over) return;
      over = true;
      clearInterval(ping);
      uncount();
      unsubscribe();
      signal.removeEventListener("abort", stop);
      try {
        controller.close();
      } catch {
        // The reader was the one who ended it.
      }
    };
    const uncount = countStream(personId, () => end());
    signal.addEventListener("abort", stop);
    if (signal.aborted) end();
    else send("retry: 2000\n\n");
  }

  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (begun) return;
        begun = true;
        begin(controller);
      },
      cancel() {
        end();
      },
    },
    { highWaterMark: 0 },
  );
}

function event(data: object): string {
  return `event: change\ndata: ${JSON.stringify(data)}\n\n`;
}
