import { z } from "zod";
import { providerRoles, tenantRoles } from "@/lib/domain/people/roles";

export const emailInput = z
  .string()
  .trim()
  .toLowerCase()
  .max(320, "An e-mail address has at most 320 characters.")
  .pipe(z.email("Enter an e-mail address, such as ana@example.com."));

export const personName = z
  .string()
  .trim()
  .min(1, "Enter a name, as others should read it.")
  .max(100, "Keep the name to 100 characters.");

export const roleInput = z
  .string()
  .pipe(z.enum([...tenantRoles, ...providerRoles], { error: "Choose a role from the list." }));
