import { defineRoute } from "@/lib/services/define-route";
import { getExposure } from "@/lib/services/exposures/get-exposure";
import { watchExposure } from "@/lib/services/exposures/watch-exposure";

/** Reading an exposure says that somebody is looking at it, so that its edge is looked at more often too. */
export const GET = defineRoute(async ({ context, params }) => {
  const id = params.id ?? "";
  await watchExposure(context, { id });
  return getExposure(context, { id });
});
