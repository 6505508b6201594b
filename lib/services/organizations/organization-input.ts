import { z } from "zod";

export const organizationName = z
  .string()
  .trim()
  .min(1, "Enter the organization's name as people should read it.")
  .max(80, "Keep the name to 80 characters.");
