import { z } from "zod";

/** A group as the claim names it. Typed or pasted by people, so spaces around it are not theirs. */
export const groupInput = z
  .string()
  .trim()
  .min(1, "Enter the group exactly as the provider sends it, such as drawbridge-acme-operators.")
  .max(256, "Keep the group's name to 256 characters.")
  .refine(
    (text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text),
    "A group's name is one line. Map one group at a time.",
  );
