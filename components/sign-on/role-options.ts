import { providerRoles, roleNames, tenantRoles } from "@/lib/domain/people/roles";

/** Every role, by what kind of organization gives it. */
export const roleOptions = [
  { group: "In a tenant's organization", options: tenantRoles.map(asOption) },
  { group: "In the provider's own", options: providerRoles.map(asOption) },
] as const;

export function asOption(role: keyof typeof roleNames): { value: string; label: string } {
  return { value: role, label: roleNames[role] };
}
