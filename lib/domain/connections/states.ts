/** The life of a connection. `awaiting-approval` to `removing` are live; the rest are ends and stay as history. */
export const connectionStates = [
  "awaiting-approval",
  "queued",
  "sending",
  "awaiting-acceptance",
  "connecting",
  "active",
  "removing",
  "removed",
  "denied",
  "withdrawn",
  "rejected",
  "expired",
  "failed",
] as const;

export type ConnectionState = (typeof connectionStates)[number];

/** How a connection may end. `denied` never reaches AWS; all others may leave things to clean up first. */
export type ConnectionEnd = "removed" | "denied" | "withdrawn" | "rejected" | "expired" | "failed";

export const endStates = [
  "removed",
  "denied",
  "withdrawn",
  "rejected",
  "expired",
  "failed",
] as const satisfies readonly ConnectionEnd[];

export const liveStates = connectionStates.filter(
  (state) => !(endStates as readonly string[]).includes(state),
) as Exclude<ConnectionState, ConnectionEnd>[];

/** States in which the cloud, not a person, is expected to change something within seconds. */
export const workingStates = [
  "queued",
  "sending",
  "connecting",
  "removing",
] as const satisfies ConnectionState[];

/** True for the states that take one of the 50 places of a cluster and hold its VPC pair. */
export function isLive(state: ConnectionState): boolean {
  return !(endStates as readonly string[]).includes(state);
}

export function isEnded(state: ConnectionState): state is ConnectionEnd {
  return (endStates as readonly string[]).includes(state);
}

/** True where looks follow each other in seconds: our own work, and the tenant's answer that is awaited. */
export function isMoving(state: ConnectionState): boolean {
  return (workingStates as readonly string[]).includes(state) || state === "awaiting-acceptance";
}
