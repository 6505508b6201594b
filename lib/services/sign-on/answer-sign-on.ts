import { readWebConfig } from "@/lib/config/web";
import type { OidcProblem } from "@/lib/domain/sign-on/problems";
import { paths, safeNext } from "@/lib/paths";

/** Sends the browser back to the sign-in page, which says what happened; `cookies` are set as they are. */
export function answerProblem({
  problem,
  reference,
  next,
  cookies = [],
}: {
  problem: OidcProblem;
  reference: string;
  next: string | null;
  cookies?: string[];
}): Response {
  const target = safeNext(next);
  const page = paths.signIn({ problem, reference, next: target === paths.home() ? undefined : target });
  const headers = new Headers({ location: new URL(page, readWebConfig().publicOrigin).href });
  headers.set("cache-control", "no-store");
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

/**
 * Sends the browser on to the OpenID provider, by a page that leads there by itself. A redirect would be the answer to a
 * form, and browsers hold every address that a form leads to against the policy on forms: the provider's, and those of
 * whichever other providers it sends people to in turn, which nobody here knows.
 */
export function answerDeparture({ url, cookies }: { url: string; cookies: string[] }): Response {
  const provider = escapeHtml(readWebConfig().oidc?.name ?? "");
  const address = escapeHtml(new URL(url).href);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0;url=${address}">
<title>Going to ${provider} · Drawbridge</title>
<style>:root { color-scheme: light dark } body { font: 14px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 24rem; padding: 0 1rem }</style>
</head>
<body><main>
<h1 style="font-size: 20px">Going to ${provider}</h1>
<p>If nothing happens, <a href="${address}">go there yourself</a>.</p>
</main></body>
</html>
`;
  const headers = new Headers({ "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(html, { headers });
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
