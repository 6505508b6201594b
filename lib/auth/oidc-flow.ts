import { randomUUID } from "node:crypto";
import type { NextApiRequest, NextApiResponse } from "next";
import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import type { OidcConfig } from "@/lib/config/oidc";
import { readWebConfig } from "@/lib/config/web";
import type { Database } from "@/lib/db/pool";
import { countUses } from "@/lib/db/rate-limits";
import { withReach } from "@/lib/db/reach";
import type { OidcProblem } from "@/lib/domain/sign-on/problems";
import { log } from "@/lib/log";
import { networkOf, readClientAddress } from "./client-address";
import { authCookies } from "./cookies";
import { type OidcAttempt, withinAttempt } from "./oidc-attempt";
import { discover } from "./oidc-discovery";
import { OidcFailure } from "./oidc-failures";
import { readAuthOptions } from "./options";
import { readSessionId } from "./session-cookie";

/** How a sign-in ended that did not let anybody in. `next` is where the person wanted to go, as they sent it. */
export type OidcEnd = { problem: OidcProblem; reference: string; next: string | null };

type Started = { ok: true; url: string; cookies: string[] } | ({ ok: false } & OidcEnd);

const startsPerNetwork = 60;
const startWindowMs = 5 * 60_000;

/**
 * Begins a sign-in with the OpenID provider: the address to send the browser to, and the cookies that bind the attempt
 * to it. The provider is looked at first, so that one that is down or somebody else is told of here.
 */
export async function startOidc(
  db: Database,
  { request, next, now }: { request: Request; next: string; now: Date },
): Promise<Started> {
  const attempt = await beginAttempt(request, now);
  try {
    const config = demandConfig();
    await limitStarts(db, attempt);
    await discover(config);
    const { publicOrigin } = readWebConfig();
    const csrf = await callNextAuth<{ csrfToken: string }>({ method: "GET", nextauth: ["csrf"] });
    const callbackUrl = new URL(next, publicOrigin).href;
    const asked = await withinAttempt(attempt, () =>
      callNextAuth<{ url?: string }>({
        method: "POST",
        nextauth: ["signin", "oidc"],
        cookies: csrf.cookies,
        body: { csrfToken: csrf.body.csrfToken, callbackUrl, json: "true" },
      }),
    );
    const url = asked.body.url ?? "";
    if (attempt.failure) throw attempt.failure;
    if (!url || new URL(url).origin === publicOrigin) throw new Error("next-auth began no sign-in");
    return { ok: true, url, cookies: asked.cookies };
  } catch (error) {
    return { ok: false, ...endAttempt(attempt, error, next) };
  }
}

/**
 * Answers whatever is asked of next-auth. Where a sign-in with the OpenID provider fails, it says why instead, and the
 * attempt is over: its cookies are taken back.
 */
export async function answerAuth(
  request: NextRequest,
  { params, now }: { params: Promise<{ nextauth?: string | string[] }>; now: Date },
): Promise<Response | (OidcEnd & { cookies: string[] })> {
  const attempt = await beginAttempt(request, now);
  const handle = NextAuth(readAuthOptions()) as (request: Request, route: object) => Promise<Response>;
  const response = await withinAttempt(attempt, () => handle(request, { params }));
  const { nextauth } = await params;
  const ofOidc = nextauth?.[1] === "oidc" && ["signin", "callback"].includes(nextauth[0] ?? "");
  if (!ofOidc || !attempt.failure) return response;
  const names = authCookies(readWebConfig().publicOrigin);
  const wanted = request.cookies.get(names.callbackUrl.name)?.value ?? null;
  const cookies = [names.state, names.pkceCodeVerifier, names.nonce].map(
    ({ name, options }) =>
      `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${options.secure ? "; Secure" : ""}`,
  );
  return { ...endAttempt(attempt, attempt.failure, pathWithin(wanted)), cookies };
}

async function beginAttempt(request: Request, now: Date): Promise<OidcAttempt> {
  return {
    requestId: randomUUID(),
    now,
    before: await readSessionId(),
    address: readClientAddress(request.headers.get("x-forwarded-for"), readWebConfig().trustedProxies),
    userAgent: request.headers.get("user-agent"),
    failure: null,
  };
}

function demandConfig(): OidcConfig {
  const { oidc } = readWebConfig();
  if (!oidc) throw new OidcFailure("off", "no OpenID provider is configured");
  return oidc;
}

async function limitStarts(db: Database, { address, now }: OidcAttempt): Promise<void> {
  const key = `sign-in-oidc:${address ? networkOf(address) : "unknown"}`;
  const [use] = await withReach(db, { organizationIds: [], personId: null }, (tx) =>
    countUses(tx, [key], startWindowMs, now),
  );
  if (use && use.count > startsPerNetwork) throw new OidcFailure("too-many", `${use.count} starts`);
}

function endAttempt({ requestId, address }: OidcAttempt, error: unknown, next: string | null): OidcEnd {
  const known = error instanceof OidcFailure ? error : null;
  if (known) log.warn({ problem: known.problem, detail: known.detail, address, requestId }, "sign-in failed");
  else log.error({ err: error, address, requestId }, "sign-in failed");
  return { problem: known?.problem ?? "unexpected", reference: requestId, next };
}

/** A path of our own out of the address that next-auth keeps. */
function pathWithin(address: string | null): string | null {
  const { publicOrigin } = readWebConfig();
  const url = address && URL.canParse(address) ? new URL(address) : null;
  return url?.origin === publicOrigin ? `${url.pathname}${url.search}` : null;
}

/** Asks next-auth in its older way, by a request and an answer of our own: the newer one takes the browser's cookies. */
async function callNextAuth<Body>({
  method,
  nextauth,
  cookies = [],
  body = {},
}: {
  method: "GET" | "POST";
  nextauth: string[];
  cookies?: string[];
  body?: Record<string, string>;
}): Promise<{ body: Body; cookies: string[] }> {
  const given = { body: {} as Body };
  const headers = new Map<string, string | string[]>();
  const response = {
    status: () => response,
    setHeader: (name: string, value: string | string[]) => {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    json: (value: Body) => {
      given.body = value;
    },
    send: (value: Body) => {
      given.body = value;
    },
    end: () => {},
  };
  const sent = Object.fromEntries(cookies.map(readCookie));
  const request = { method, query: { nextauth }, cookies: sent, headers: {}, body };
  await NextAuth(
    request as unknown as NextApiRequest,
    response as unknown as NextApiResponse,
    readAuthOptions(),
  );
  return { ...given, cookies: [headers.get("set-cookie") ?? []].flat() };
}

/** Name and value of a cookie as an answer sets it. */
function readCookie(set: string): [string, string] {
  const pair = set.split(";")[0] ?? "";
  const at = pair.indexOf("=");
  return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
}
