import { allowed, type Capability, refused } from "../capability";
import { type Role, roleAllows, roleNames } from "../people/roles";

/** Whether this person may write rules, and switch them on and off. */
export function managePolicies({ actor }: { actor: { role: Role } }): Capability {
  if (roleAllows(actor.role, "policy.manage")) return allowed;
  return refused(
    "right",
    `Your role, ${roleNames[actor.role]}, may read rules but not change them.`,
    "Ask a provider admin.",
  );
}
