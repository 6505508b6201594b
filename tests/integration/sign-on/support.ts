import { NextRequest } from "next/server";
import { POST as startRoute } from "@/app/(auth)/sign-in/oidc/route";
import { GET as authRoute } from "@/app/api/auth/[...nextauth]/route";
import type { OpenIdProvider } from "@/e2e/support/openid-provider";
import { paths } from "@/lib/paths";
import { browse, nextHeaders, origin } from "../support/browser";

/** Configures this process to sign people in with `provider`. */
export function configureOidc({ issuer, clientId, clientSecret }: OpenIdProvider): void {
  process.env.OIDC_ISSUER = issuer;
  process.env.OIDC_CLIENT_ID = clientId;
  process.env.OIDC_CLIENT_SECRET = clientSecret;
  process.env.OIDC_NAME = "Acme SSO";
}

/** A browser's cookies are kept as it would keep them: what was taken back is gone. */
async function keepCookies(response: Response): Promise<void> {
  const jar = await nextHeaders.cookies();
  for (const set of response.headers.getSetCookie()) {
    const [pair = "", ...attributes] = set.split("; ");
    const at = pair.indexOf("=");
    const gone = attributes.some((each) => /^max-age=0$/i.test(each)) || pair.length === at + 1;
    if (gone) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), decodeURIComponent(pair.slice(at + 1)));
  }
}

export type Answer = { status: number; location: string; problem: string | null; text: string };

async function read(response: Response): Promise<Answer> {
  await keepCookies(response);
  const location = response.headers.get("location") ?? "";
  const problem = location ? new URL(location, origin).searchParams.get("problem") : null;
  return { status: response.status, location, problem, text: await response.text() };
}

/** Presses the button of the sign-in page; the answer's page leads to the provider. */
export async function start(next = "/", from = "192.0.2.9"): Promise<Answer & { url: string }> {
  const body = new URLSearchParams({ next }).toString();
  const request = new Request(`${origin}${paths.signInOidc()}`, {
    method: "POST",
    body,
    headers: {
      origin,
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(body.length),
      "x-forwarded-for": from,
      "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
    },
  });
  const answer = await read(await startRoute(request, { params: Promise.resolve({}) }));
  const url = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(answer.text)?.[1] ?? "";
  return { ...answer, url: url.replaceAll("&amp;", "&") };
}

/** Goes through the provider's pages as `login`, or refuses there; gives the address that it sends the browser to. */
export async function visitProvider(url: string, login: string | null): Promise<string> {
  const cookies = new Map<string, string>();
  let next = url;
  let form: string | null = null;
  for (let steps = 0; steps < 10 && !next.startsWith(origin); steps += 1) {
    const answer: Response = await fetch(next, {
      redirect: "manual",
      method: form === null ? "GET" : "POST",
      body: form,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(form === null ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      },
    });
    for (const set of answer.headers.getSetCookie()) {
      const pair = set.split(";")[0] ?? "";
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const location = answer.headers.get("location");
    form = location ? null : new URLSearchParams(login === null ? { refuse: "1" } : { login }).toString();
    if (!location && !next.includes("/interaction/"))
      throw new Error(`${answer.status} ${await answer.text()}`);
    if (location) next = new URL(location, next).href;
  }
  return next;
}

/** The browser comes back from the provider. */
export async function comeBack(url: string, from = "192.0.2.9"): Promise<Answer> {
  const jar = (await nextHeaders.cookies()).getAll();
  const request = new NextRequest(url, {
    headers: {
      cookie: jar.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; "),
      "x-forwarded-for": from,
    },
  });
  return read(await authRoute(request, { params: Promise.resolve({ nextauth: ["callback", "oidc"] }) }));
}

/** A whole sign-in from a fresh browser. */
export async function signInAs(login: string, next = "/"): Promise<Answer> {
  await browse(null);
  const started = await start(next);
  if (!started.url) return started;
  return comeBack(await visitProvider(started.url, login));
}
