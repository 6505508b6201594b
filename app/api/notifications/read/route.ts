import { returnPath } from "@/components/shell/theme";
import { paths } from "@/lib/paths";
import { defineRoute, readForm } from "@/lib/services/define-route";
import { ServiceError } from "@/lib/services/errors";
import { markRead } from "@/lib/services/notifications/mark-read";

/**
 * Reads one notification and leads to what it is about, or reads all and leads back. A plain form posts here, so that
 * it works without scripts; scripts ask for JSON and go there themselves.
 */
export const POST = defineRoute(async ({ context, request }) => {
  const scripted = request.headers.get("accept") === "application/json";
  const { id, stay } = await readForm(request);
  try {
    const { path } = await markRead(context, { id: id || undefined });
    const location = (stay ? null : path) ?? returnPath(request.headers.get("referer"));
    if (scripted) return { path: stay ? null : path };
    return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
  } catch (error) {
    if (scripted || !(error instanceof ServiceError)) throw error;
    // Whoever has no scripts is led on all the same: to sign in, or to what they were told.
    const location = error.code === "unauthenticated" ? paths.signIn() : paths.notifications();
    return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
  }
});
