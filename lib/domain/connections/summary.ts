import type { Blocked, Lights } from "./plan-types";
import type { ConnectionState } from "./states";
import { connectionStatus, hasBadLight, waitsForPerson } from "./status";
import type { ConnectionSummary } from "./views";

/** What is stored of a connection, as far as every view needs it. */
export type StoredConnection = {
  id: string;
  name: string;
  accountId: string;
  vpcId: string;
  region: string;
  peeringId: string | null;
  state: ConnectionState;
  stateSince: Date;
  createdAt: Date;
  sentAt: Date | null;
  expirationTime: Date | null;
  lights: Lights | null;
  blocked: Blocked | null;
  revision: number;
};

/** A row of a list: its state at a glance, and who must act. */
export function summarizeConnection(
  row: StoredConnection,
  cluster: { id: string; name: string; region: string },
  withdrawAfterHours: number,
): ConnectionSummary {
  const [end] = invitationEnds(row, withdrawAfterHours);
  return {
    id: row.id,
    name: row.name,
    cluster: { id: cluster.id, name: cluster.name, region: cluster.region },
    accountId: row.accountId,
    vpcId: row.vpcId,
    region: row.region,
    peeringId: row.peeringId,
    state: row.state,
    status: connectionStatus(row),
    waitsFor: whoMustAct(row),
    createdAt: row.createdAt.toISOString(),
    stateSince: row.stateSince.toISOString(),
    expiresAt: end?.at.toISOString() ?? null,
    revision: row.revision,
  };
}

/**
 * When an unanswered invitation ends, the earlier way first: Drawbridge withdraws it, or it expires at AWS. Empty in
 * every other state.
 */
export function invitationEnds(
  row: Pick<StoredConnection, "state" | "sentAt" | "expirationTime">,
  withdrawAfterHours: number,
): { how: "withdrawn" | "expires"; at: Date }[] {
  if (row.state !== "awaiting-acceptance") return [];
  const ends: { how: "withdrawn" | "expires"; at: Date }[] = [];
  if (row.sentAt) {
    ends.push({ how: "withdrawn", at: new Date(row.sentAt.getTime() + withdrawAfterHours * 3_600_000) });
  }
  if (row.expirationTime) ends.push({ how: "expires", at: row.expirationTime });
  return ends.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function whoMustAct(row: StoredConnection): string | null {
  if (row.state === "awaiting-approval") return "The provider decides";
  if (row.state === "awaiting-acceptance") return "You accept it in AWS";
  if (row.blocked && waitsForPerson(row.blocked)) {
    return row.blocked.code === "held" ? "The provider holds it" : "The provider looks into it";
  }
  if (row.state === "connecting" && row.lights?.claim.value === "bad") return "Compare the address blocks";
  return row.state === "active" && hasBadLight(row.lights) ? "See what needs care" : null;
}
