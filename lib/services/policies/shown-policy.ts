import { z } from "zod";

/** Which rule, and which of its versions the person looked at. */
export const shownPolicy = z.object({
  policyId: z.uuid(),
  version: z.coerce.number().int().min(1).max(1_000_000),
});
