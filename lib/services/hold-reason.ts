import { z } from "zod";

/** Why something is put on hold: the people who wait read it. */
export const holdReason = z
  .string()
  .trim()
  .min(1, "Say why: the tenant reads this.")
  .max(300, "Keep the reason to 300 characters.");
