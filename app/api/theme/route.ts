import { parseTheme, returnPath, themeCookie } from "@/components/shell/theme";
import { readWebConfig } from "@/lib/config/web";
import { defineOpenRoute } from "@/lib/services/define-route";

/**
 * Keeps the choice of theme. It changes nothing but the look of the browser that asks, so it needs no session: the
 * sign-in page offers it too.
 */
export const POST = defineOpenRoute(async ({ request }) => {
  const form = await request.formData().catch(() => null);
  const theme = parseTheme(String(form?.get("theme") ?? ""));
  const secure = readWebConfig().publicOrigin.startsWith("https:") ? "; Secure" : "";
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
});
