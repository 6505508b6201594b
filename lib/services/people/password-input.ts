import { z } from "zod";
import { passwordMinLength } from "@/lib/auth/passwords";

/** A password that somebody chooses. */
export const newPassword = z
  .string()
  .min(passwordMinLength, `Choose a password of at least ${passwordMinLength} characters.`)
  .max(1000, "Keep the password to 1000 characters.");
