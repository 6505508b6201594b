import { allowed, type Capability, refused } from "../capability";
import { type Role, roleAllows, roleNames } from "../people/roles";

/** Changing who may sign in, and how. */
export function manageSignOn({ role }: { role: Role }): Capability {
  if (roleAllows(role, "sign-on.manage")) return allowed;
  return refused(
    "right",
    `Your role here, ${roleNames[role]}, does not let you change how people sign in.`,
    "Ask a provider admin.",
  );
}

/**
 * Switching local accounts off. Only who came in by the OpenID provider has shown that an admin can come in that way:
 * whoever else did it might shut everybody out, themselves included.
 */
export function switchOffLocalAccounts({
  actor,
  configured,
  way,
}: {
  actor: { role: Role };
  /** Whether an OpenID provider is configured. */
  configured: boolean;
  /** How the acting admin signed in. */
  way: "password" | "vcd" | "oidc" | null;
}): Capability {
  const right = manageSignOn(actor);
  if (!right.ok) return right;
  if (!configured) {
    return refused(
      "state",
      "No OpenID provider is set up: without local accounts no admin could sign in any more.",
      "Set one up as this page describes, then come back signed in by it.",
    );
  }
  if (way !== "oidc") {
    return refused(
      "state",
      "You did not sign in with the OpenID provider, so nothing shows yet that an admin can.",
      "Map a group of yours to provider admin, sign in with the OpenID provider, then switch local accounts off.",
    );
  }
  return allowed;
}
