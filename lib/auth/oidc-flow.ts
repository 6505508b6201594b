import { randomUUID } from "node:crypto";
import type { NextRequest } from "next/server";
import type { OidcConfig } from "@/lib/config/oidc";
import { readWebConfig } from "@/lib/config/web";
import type { Database } from "@/lib/db/pool";
import { countUses } from "@/lib/db/rate-limits";
import { withReach } from "@/lib/db/reach";
import type { OidcProblem } from "@/lib/domain/sign-on/problems";
import { log } from "@/lib/log";
import { networkOf, readClientAddress } from "./client-address";
import { authCookies } from "./cookies";
import { askNextAuth, cookiesOf } from "./next-auth";
import { type OidcAttempt, withinAttempt } from "./oidc-attempt";
import { discover } from "./oidc-discovery";
import { OidcFailure } from "./oidc-failures";
import { readSessionId } from "./session-cookie";

/** How a sign-in ended that did not let anybody in. `next` is where the person wanted to go, as they sent it. */
export type OidcEnd = { problem: OidcProblem; reference: string; next: string | null };

type Started = { ok: true; url: string; cookies: string[] } | ({ ok: false } & OidcEnd);

const startsPerNetwork = 300;
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
    const csrf = await askNextAuth({ method: "GET", nextauth: ["csrf"] });
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const asked = await withinAttempt(attempt, () =>
      askNextAuth({
        method: "POST",
        nextauth: ["signin", "oidc"],
        cookies: cookiesOf(csrf),
        body: { csrfToken, callbackUrl: new URL(next, publicOrigin).href },
      }),
    );
    if (attempt.failure) throw attempt.failure;
    const url = asked.headers.get("location");
    if (!url || new URL(url).origin === publicOrigin) throw new Error("next-auth began no sign-in");
    return { ok: true, url, cookies: asked.headers.getSetCookie() };
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
  const { nextauth = [] } = await params;
  const parts = [nextauth].flat();
  const response = await withinAttempt(attempt, async () =>
    askNextAuth({
      method: request.method,
      nextauth: parts,
      query: Object.fromEntries(request.nextUrl.searchParams),
      cookies: Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value])),
      headers: Object.fromEntries(request.headers),
      body: await readBody(request),
    }),
  );
  const ofOidc = parts[1] === "oidc" && ["signin", "callback"].includes(parts[0] ?? "");
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

/** The text fields of a form or of JSON; the route has seen to it that the body is one of them, and short. */
async function readBody(request: Request): Promise<Record<string, string>> {
  if (request.method === "GET" || request.method === "HEAD") return {};
  const isJson = request.headers.get("content-type")?.startsWith("application/json");
  const fields = isJson ? Object.entries((await request.json()) ?? {}) : [...(await request.formData())];
  return Object.fromEntries(
    fields.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}
