import { setTimeout as pause } from "node:timers/promises";
import { ConfigurationError } from "@/lib/config/environment";
import { Processes } from "./processes";
import type { Terminal } from "./terminal";

export type Launch = {
  terminal: Terminal;
  processes: Processes;
  /** Aborted once somebody asks for the end. */
  signal: AbortSignal;
  /** Runs when the launch ends, after all processes have; the last one given runs first. */
  onEnd(cleanUp: () => Promise<void>): void;
  /** Ends the launch with an error that happened outside `main`. */
  fail(error: Error): void;
};

// A Ctrl-C under npm arrives twice: from the terminal, and again from npm.
const ECHO_MS = 500;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `main`, which starts things and returns once all are up, until Ctrl-C, SIGTERM, or an error. Then stops
 * everything in order and ends this process. A second signal kills what is left at once.
 */
export async function launch(terminal: Terminal, main: (launch: Launch) => Promise<void>): Promise<never> {
  const ending = new AbortController();
  const processes = new Processes(terminal);
  const cleanUps: (() => Promise<void>)[] = [];
  const end = new Promise<Error | "asked">((done) => {
    let askedAt: number | undefined;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (askedAt === undefined) {
          askedAt = performance.now();
          terminal.say("Stopping. Ctrl-C again stops at once.");
          done("asked");
        } else if (performance.now() - askedAt > ECHO_MS) {
          processes.kill();
          process.exit(1);
        }
      });
    }
    const fail = (error: Error) => done(error);
    const onEnd = (cleanUp: () => Promise<void>) => cleanUps.unshift(cleanUp);
    main({ terminal, processes, signal: ending.signal, onEnd, fail }).catch(fail);
  });

  const reason = await end;
  if (reason !== "asked") terminal.fail(explain(reason));
  ending.abort(new Error("The launch is ending."));
  await processes.stop();
  for (const cleanUp of cleanUps) {
    await cleanUp().catch((error: unknown) => terminal.warn(explain(error)));
  }
  if (reason === "asked" || cleanUps.length > 0) terminal.say("Everything is stopped.");
  process.exit(reason === "asked" ? 0 : 1);
}

/** An error as a person should read it: configuration as a list, the rest as its message. */
export function explain(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return `The configuration is incomplete or wrong:\n${error.message}`;
  }
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\n  Cause: ${error.cause.message}` : "";
  // An error of a library or of ours by mistake: only its stack says where.
  const mistake =
    error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError;
  const next = "next" in error && typeof error.next === "string" ? ` ${error.next}` : "";
  return mistake ? (error.stack ?? error.message) : `${error.message}${next}${cause}`;
}

/** Asks `url` until it answers 200, or says what it last answered. */
export async function waitForHealth(
  url: string,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<string | undefined> {
  const deadline = Date.now() + timeoutMs;
  let last = "no answer";
  while (Date.now() < deadline && !signal.aborted) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (answer?.ok) return undefined;
    if (answer) last = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
    await pause(200);
  }
  return last;
}

/** Whether anything speaks HTTP there. */
export async function answersHttp(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: "manual" }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return answer !== undefined;
}
