import { allowed, type Capability, refused } from "../capability";
import { isProviderRole, type Role, roleAllows } from "../people/roles";

/** Whether a role may make and change webhooks of an organization: each organization's admins keep their own. */
export function manageWebhooks({
  role,
  organizationKind,
}: {
  role: Role;
  organizationKind: "tenant" | "provider";
}): Capability {
  if (!roleAllows(role, "webhook.manage")) {
    return refused("right", "Webhooks are for admins to change.", "Ask an admin of the organization.");
  }
  if (isProviderRole(role) && organizationKind === "tenant") {
    return refused(
      "right",
      "These webhooks are the tenant's own.",
      "Ask the tenant's admins, or make one of the provider's: it hears of every organization.",
    );
  }
  return allowed;
}

/** Webhooks an organization may have at a time. */
export const mostWebhooks = 20;

export function addWebhook({ count }: { count: number }): Capability {
  return count < mostWebhooks
    ? allowed
    : refused(
        "limit",
        `${count} of ${mostWebhooks} webhooks are in use.`,
        "Delete one that is not needed any more.",
      );
}

/** Whether a delivery may be sent again: not while a try is still to come. */
export function redeliver({ state }: { state: "waiting" | "delivered" | "given-up" }): Capability {
  return state === "waiting"
    ? refused("state", "It is still being tried.", "Wait for its next try; its time stands in the log.")
    : allowed;
}
