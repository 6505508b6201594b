import { unstable_rethrow } from "next/navigation";
import { readClientAddress } from "@/lib/auth/client-address";
import { readWebConfig } from "@/lib/config/web";
import { type Database, webDatabase } from "@/lib/db/pool";
import { log } from "@/lib/log";
import { admitChange, admitOpen, admitRequest } from "./admit";
import type { VerbContext } from "./context";
import { httpStatus, notFound, ServiceError } from "./errors";
import { isOwnOrigin } from "./origin";
import { requestContext } from "./web-context";

type RouteParameters = Record<string, string>;
/** With catch-all segments, whose values are lists. */
type AnyParameters = Record<string, string | string[] | undefined>;
type RouteHandler = (request: Request, route: { params: Promise<RouteParameters> }) => Promise<Response>;

/**
 * Makes a route handler: Origin (where it changes something), limits, context, then `run`, which calls a verb. What `run`
 * returns is sent as JSON unless it is a Response. `organization` comes from the path, the query, or is null.
 */
export function defineRoute(
  run: (call: {
    context: VerbContext;
    request: Request;
    params: RouteParameters;
    query: URLSearchParams;
  }) => Promise<unknown>,
): RouteHandler {
  return async (request, route) => {
    const params = (await route.params) ?? {};
    const query = new URL(request.url).searchParams;
    const context = await requestContext(params.organization ?? query.get("organization"));
    try {
      demandOwnOrigin(request);
      await (isReading(request) ? admitRequest(context) : admitChange(context));
      const result = await run({ context, request, params, query });
      return result instanceof Response
        ? result
        : Response.json(result, {
            headers: { "cache-control": "no-store", "x-request-id": context.requestId },
          });
    } catch (error) {
      unstable_rethrow(error);
      return answerError(asAddressed(error, params), context.requestId);
    }
  };
}

/** What an address names by no id at all is as little there as what it names by another's. */
export function asAddressed(error: unknown, params: RouteParameters): unknown {
  if (!(error instanceof ServiceError) || error.code !== "invalid-input") return error;
  const wrong = Object.keys(error.details.fields ?? {});
  const named = wrong.some((name) => name in params || ("id" in params && name.endsWith("Id")));
  return named ? notFound("page") : error;
}

function demandOwnOrigin({ method, headers }: Request): void {
  if (isReading({ method })) return;
  if (isOwnOrigin(headers, readWebConfig().publicOrigin)) return;
  throw new ServiceError("forbidden", "This request does not come from Drawbridge's own pages.");
}

function answerError(error: unknown, requestId: string): Response {
  const headers = { "cache-control": "no-store", "x-request-id": requestId };
  if (error instanceof ServiceError) {
    const { retryAfterSeconds, ...details } = error.details;
    const body = { error: { code: error.code, message: error.message, ...details, requestId } };
    const answer = Response.json(body, { status: httpStatus[error.code], headers });
    if (retryAfterSeconds !== undefined) answer.headers.set("retry-after", String(retryAfterSeconds));
    return answer;
  }
  log.error({ err: error, requestId }, "route failed");
  const body = { error: { code: "unexpected", message: "Something went wrong on our side.", requestId } };
  return Response.json(body, { status: 500, headers });
}

/** Forms that routes take are a few fields; whatever is longer, or does not say how long it is, is not read. */
const longestForm = 10_000;

/** The text fields of a plain form that was posted to a route; the last of each name. */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const form = isSmall(request) ? await request.formData().catch(() => null) : null;
  if (!form) throw new ServiceError("invalid-input", "What was sent is no form, or too long for one.");
  const entries = [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  return Object.fromEntries(entries);
}

/**
 * Makes a route handler that is open to everybody and therefore says nothing about anybody. One that changes something
 * is answered for our own pages only, and takes no more than a small form. Requests are counted by network.
 */
export function defineOpenRoute(
  run: (call: {
    db: Database;
    now: Date;
    request: Request;
    params: Promise<AnyParameters>;
  }) => Promise<Response>,
): (request: Request, route: { params: Promise<AnyParameters> }) => Promise<Response> {
  return async (request, route) => {
    try {
      demandOwnOrigin(request);
      if (!isSmall(request)) return new Response(null, { status: 413 });
      const now = new Date();
      admitOpen({ address: addressOf(request), now });
      return await run({ db: webDatabase(), now, request, params: route.params });
    } catch (error) {
      unstable_rethrow(error);
      return answerError(error, crypto.randomUUID());
    }
  };
}

function addressOf({ headers }: Request): string | null {
  return readClientAddress(headers.get("x-forwarded-for"), readWebConfig().trustedProxies);
}

function isReading({ method }: { method: string }): boolean {
  return method === "GET" || method === "HEAD";
}

function isSmall({ method, headers }: Request): boolean {
  if (isReading({ method })) return true;
  return Number(headers.get("content-length") ?? Number.NaN) <= longestForm;
}
