import { parseTheme, returnPath, themeCookie } from "@/components/shell/theme";

/**
 * Keeps the choice of theme. It changes nothing but the look of the browser that asks, so it needs no session: the
 * sign-in page offers it too. Requests that another site makes the browser send are refused all the same.
 */
export async function POST(request: Request): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") return new Response(null, { status: 403 });

  const form = await request.formData().catch(() => null);
  const theme = parseTheme(String(form?.get("theme") ?? ""));
  const secure =
    request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https" ? "; Secure" : "";
  const cookie =
    theme === "system"
      ? `${themeCookie}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly${secure}`
      : `${themeCookie}=${theme}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly${secure}`;
  const scripted = request.headers.get("accept") === "application/json";
  return new Response(null, {
    status: scripted ? 204 : 303,
    headers: {
      "set-cookie": cookie,
      "cache-control": "no-store",
      ...(scripted ? {} : { location: returnPath(request.headers.get("referer")) }),
    },
  });
}
