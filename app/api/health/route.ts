import { defineOpenRoute } from "@/lib/services/define-route";
import { readHealth } from "@/lib/services/health/read-health";

export const GET = defineOpenRoute(async ({ db, now }) => {
  const health = await readHealth(db, now);
  return Response.json(health, { status: health.ok ? 200 : 503, headers: { "cache-control": "no-store" } });
});
