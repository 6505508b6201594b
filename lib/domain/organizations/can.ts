import { allowed, type Capability, refused } from "../capability";

/** How much of a quota is in use. Live intents count, those that wait for approval included. */
export type Quota = { used: number; limit: number };

/** What an organization may have at a time, and has. */
export type Quotas = { connections: Quota; exposures: Quota };

/** One more connection of an organization, in whichever of its clusters. */
export function addConnection({ used, limit }: Quota): Capability {
  if (used < limit) return allowed;
  return refused(
    "limit",
    `${used} of ${limit} connections of your organization are in use, requests that wait included.`,
    "Remove a connection or withdraw a request that is no longer needed, or ask your provider for a higher limit.",
  );
}

/** One more exposure of an organization, of whichever of its clusters. */
export function addExposure({ used, limit }: Quota): Capability {
  if (used < limit) return allowed;
  return refused(
    "limit",
    `${used} of ${limit} exposures of your organization are in use, requests that wait included.`,
    "Un-expose a cluster or withdraw a request that is no longer needed, or ask your provider for a higher limit.",
  );
}

/** What a limit below what is in use does; null where it is not below. Nothing that stands is ended by it. */
export function describeLowered(noun: "connections" | "exposures", { used, limit }: Quota): string | null {
  if (limit >= used) return null;
  const until = limit > 0 ? ` until fewer than ${limit} are left` : "";
  return `The limit of ${limit} ${noun} is below the ${used} in use: those stay, and no more are taken${until}.`;
}
