import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Change } from "@/lib/db/signals";
import { type ChangeReach, mostStreams, openChangeStream } from "./change-stream";

type Listener = (change: Change | "reconnected") => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

let people = 0;

function open(
  ask: () => Promise<ChangeReach> = async () => ({ organizationIds: ["acme"] }),
  personId = `person ${people++}`,
) {
  const listeners = new Set<Listener>();
  const abort = new AbortController();
  const asked = vi.fn(ask);
  const subscribe = (listener: Listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const stream = openChangeStream({ ask: asked, personId, signal: abort.signal, subscribe });
  return {
    stream,
    abort,
    asked,
    listeners,
    say: (change: Change | "reconnected") => {
      for (const listener of listeners) listener(change);
    },
  };
}

const ofAcme = { organizationId: "acme", kind: "connections", id: "one" };
const ofGlobex = { organizationId: "globex", kind: "connections", id: "two" };

async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value, done } = await reader.read();
  return done ? "the end" : new TextDecoder().decode(value);
}

test("tells what concerns the listener, and nothing of others", async () => {
  const { stream, say } = open();
  const reader = stream.getReader();
  expect(await readOn(reader)).toBe("retry: 2000\n\n");
  say(ofGlobex);
  say(ofAcme);
  expect(await readOn(reader)).toBe('event: change\ndata: {"kind":"connections","id":"one"}\n\n');
  say("reconnected");
  expect(await readOn(reader)).toContain('{"kind":"all"}');
});

test("asks again before it tells: a session that ended a moment ago hears nothing", async () => {
  let ended = false;
  const { stream, say, listeners, asked } = open(async () => {
    if (ended) throw new Error("signed out");
    return { organizationIds: "*" };
  });
  const reader = stream.getReader();
  await readOn(reader);
  say(ofAcme);
  expect(await readOn(reader)).toContain('"one"');
  say(ofGlobex);
  expect(await readOn(reader)).toContain('"two"');
  expect(asked).toHaveBeenCalledTimes(1);
  ended = true;
  vi.advanceTimersByTime(1_001);
  say(ofAcme);
  expect(await readOn(reader)).toBe("the end");
  expect(listeners.size).toBe(0);
});

test("ends at once when its session was ended elsewhere, however fresh the last answer was", async () => {
  let ended = false;
  const { stream, say, listeners, asked } = open(async () => {
    if (ended) throw new Error("signed out");
    return { organizationIds: ["acme"] };
  });
  const reader = stream.getReader();
  await readOn(reader);
  say(ofAcme);
  expect(await readOn(reader)).toContain('"one"');
  ended = true;
  say({ organizationId: "acme", kind: "sessions", id: "acme" });
  expect(await readOn(reader)).toBe("the end");
  expect(listeners.size).toBe(0);
  expect(asked).toHaveBeenCalledTimes(2);
});

test("says that nobody is signed in any more before it ends", async () => {
  const signedOut = Object.assign(new Error("signed out"), { code: "unauthenticated" });
  const { stream, say, listeners } = open(() => Promise.reject(signedOut));
  const reader = stream.getReader();
  await readOn(reader);
  say(ofAcme);
  expect(await readOn(reader)).toBe("event: signed-out\ndata: {}\n\n");
  expect(await readOn(reader)).toBe("the end");
  expect(listeners.size).toBe(0);
});

test("asks again after a question under way when a session was ended meanwhile", async () => {
  const answers: ((reach: ChangeReach | null) => void)[] = [];
  const { stream, say, listeners } = open(
    () =>
      new Promise((resolve, reject) =>
        answers.push((reach) => (reach ? resolve(reach) : reject(new Error("signed out")))),
      ),
  );
  const reader = stream.getReader();
  await readOn(reader);
  say(ofAcme);
  say({ organizationId: "globex", kind: "sessions", id: "globex" });
  answers[0]?.({ organizationIds: ["acme"] });
  expect(await readOn(reader)).toContain('"one"');
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(null);
  expect(await readOn(reader)).toBe("the end");
  expect(listeners.size).toBe(0);
});

test("follows a reach that became smaller", async () => {
  let reach: ChangeReach = { organizationIds: "*" };
  const { stream, say } = open(async () => reach);
  const reader = stream.getReader();
  await readOn(reader);
  say(ofGlobex);
  expect(await readOn(reader)).toContain('"two"');
  reach = { organizationIds: ["acme"] };
  vi.advanceTimersByTime(1_001);
  say(ofGlobex);
  say(ofAcme);
  expect(await readOn(reader)).toContain('"one"');
});

test("pings while nothing happens, and ends at the first ping that is not allowed", async () => {
  let ended = false;
  const { stream, listeners } = open(async () => {
    if (ended) throw new Error("signed out");
    return { organizationIds: ["acme"] };
  });
  const reader = stream.getReader();
  await readOn(reader);
  vi.advanceTimersByTime(15_000);
  expect(await readOn(reader)).toBe(": ping\n\n");
  ended = true;
  vi.advanceTimersByTime(15_000);
  expect(await readOn(reader)).toBe("the end");
  expect(listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("holds nothing for an answer that nobody reads, as one to HEAD", async () => {
  const { listeners, asked } = open();
  await Promise.resolve();
  expect(listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(asked).not.toHaveBeenCalled();
});

test.each(["cancel", "abort", "both", "both, the other way round"])(
  "leaves nothing behind when the listener goes (%s), not even for a question under way",
  async (how) => {
    let answer: (reach: ChangeReach) => void = () => {};
    const { stream, abort, listeners, say } = open(() => new Promise((resolve) => (answer = resolve)));
    const reader = stream.getReader();
    await readOn(reader);
    say(ofAcme);
    if (how === "both, the other way round") abort.abort();
    if (how !== "abort") await reader.cancel();
    if (how !== "cancel") abort.abort();
    answer({ organizationIds: "*" });
    await vi.waitFor(() => expect(listeners.size).toBe(0));
    say(ofAcme);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test("cuts off a listener that does not read", async () => {
  const { stream, say, listeners } = open();
  const reader = stream.getReader();
  await readOn(reader);
  say(ofAcme);
  await readOn(reader);
  for (let n = 0; n < 300; n += 1) say(ofAcme);
  expect(listeners.size).toBe(0);
});

test("leaves a person so many streams, the latest ones, and takes none of anybody else's", async () => {
  const other = open();
  await readOn(other.stream.getReader());
  const many = Array.from({ length: mostStreams + 2 }, () => open(undefined, "one person"));
  const readers = many.map(({ stream }) => stream.getReader());
  for (const reader of readers) expect(await readOn(reader)).toBe("retry: 2000\n\n");
  for (const reader of readers.slice(0, 2)) expect(await readOn(reader)).toBe("the end");
  expect(many.map(({ listeners }) => listeners.size)).toEqual([0, 0, ...Array(mostStreams).fill(1)]);
  expect(other.listeners.size).toBe(1);
  // One that went makes room for one more.
  await readers[5]?.cancel();
  const another = open(undefined, "one person");
  await readOn(another.stream.getReader());
  expect(many[2]?.listeners.size).toBe(1);
  for (const { abort } of [...many, another, other]) abort.abort();
});
