import { AsyncLocalStorage } from "node:async_hooks";
import type { LoggerInstance } from "next-auth";
import type { Client } from "@/lib/domain/sessions/client";
import type { OidcProblem } from "@/lib/domain/sign-on/problems";
import { log } from "@/lib/log";
import { OidcFailure, problemOf, problemOfAnswer } from "./oidc-failures";

/** One request of a sign-in. What goes wrong within next-auth comes out by its logger alone, which all requests share. */
export type OidcAttempt = {
  requestId: string;
  now: Date;
  /** The session that the browser came with. */
  before: string | null;
  failure: OidcFailure | null;
} & Client;

const attempts = new AsyncLocalStorage<OidcAttempt>();

export function withinAttempt<T>(attempt: OidcAttempt, work: () => Promise<T>): Promise<T> {
  return attempts.run(attempt, work);
}

export function presentAttempt(): OidcAttempt {
  const attempt = attempts.getStore();
  if (!attempt) throw new Error("no sign-in is under way");
  return attempt;
}

/** Notes why the attempt fails, the first reason alone: what follows from it says less. */
export function noteFailure(failure: OidcFailure): OidcFailure {
  const attempt = attempts.getStore();
  if (attempt) attempt.failure ??= failure;
  return failure;
}

export const attemptLogger: Partial<LoggerInstance> = {
  error(code: string, metadata: Error | { error: Error; [key: string]: unknown }) {
    const error = metadata instanceof Error ? metadata : metadata.error;
    const answered = code === "OAUTH_CALLBACK_HANDLER_ERROR";
    const problem: OidcProblem = answered ? problemOfAnswer(error.message) : problemOf(error);
    const described = "error_description" in metadata ? String(metadata.error_description ?? "") : "";
    const detail = `${code}: ${error.message} ${described}`.slice(0, 600).trim();
    if (attempts.getStore()) noteFailure(new OidcFailure(problem, detail));
    else log.warn({ detail }, "next-auth failed");
  },
  warn() {},
  debug() {},
};
