import type { Blocked, Lights } from "./plan-types";
import type { ConnectionState } from "./states";

/** How a connection looks in a list: the drawbridge's position, the meaning of its colour, and its word. */
export type ConnectionStatus = {
  mark: "raised" | "lowering" | "down" | "gap" | "struck" | "outline";
  tone: "waiting" | "working" | "good" | "bad" | "neutral";
  word: string;
};

const statuses: Record<ConnectionState, ConnectionStatus> = {
  "awaiting-approval": { mark: "raised", tone: "waiting", word: "Waiting for approval" },
  queued: { mark: "lowering", tone: "working", word: "Queued" },
  sending: { mark: "lowering", tone: "working", word: "Sending" },
  "awaiting-acceptance": { mark: "raised", tone: "waiting", word: "Waiting for acceptance" },
  connecting: { mark: "lowering", tone: "working", word: "Connecting" },
  active: { mark: "down", tone: "good", word: "Active" },
  removing: { mark: "lowering", tone: "working", word: "Removing" },
  removed: { mark: "outline", tone: "neutral", word: "Removed" },
  denied: { mark: "struck", tone: "bad", word: "Denied" },
  withdrawn: { mark: "outline", tone: "neutral", word: "Withdrawn" },
  rejected: { mark: "struck", tone: "bad", word: "Rejected" },
  expired: { mark: "struck", tone: "bad", word: "Expired" },
  failed: { mark: "struck", tone: "bad", word: "Failed" },
};

/** The name of a state, as lists and filters show it. */
export function stateWord(state: ConnectionState): string {
  return statuses[state].word;
}

/**
 * The mark, tone and word of a connection. Beyond its state: one that is accepted and has a bad light has a gap, and one that
 * the cloud would be working on but that something holds back waits.
 */
export function connectionStatus(facts: {
  state: ConnectionState;
  lights: Lights | null;
  blocked: Blocked | null;
}): ConnectionStatus {
  const status = statuses[facts.state];
  if ((facts.state === "active" || facts.state === "connecting") && hasBadLight(facts.lights)) {
    return { mark: "gap", tone: "bad", word: `${status.word}, needs care` };
  }
  if (status.tone !== "working" || facts.blocked === null) return status;
  if (facts.blocked.code === "held") return { mark: "raised", tone: "waiting", word: "On hold" };
  if (waitsForPerson(facts.blocked))
    return { mark: "raised", tone: "waiting", word: `${status.word}, blocked` };
  return status;
}

export function hasBadLight(lights: Lights | null): boolean {
  return lights !== null && Object.values(lights).some((light) => light.value === "bad");
}

/** True where no further try will help until a person has done something. */
export function waitsForPerson(blocked: Blocked): boolean {
  return !["waiting-turn", "looking-for-lost-request", "backing-off"].includes(blocked.code);
}

/** What a list may be narrowed to: groups of states that answer a question, or one state. */
export const connectionFilters = [
  { key: "current", label: "Current" },
  { key: "attention", label: "Need somebody" },
  { key: "active", label: "Active" },
  { key: "ended", label: "Ended" },
  { key: "all", label: "All" },
] as const;

export type ConnectionFilter = (typeof connectionFilters)[number]["key"];
