import type { ExposureStatus } from "../exposures/words-states";
import type { ClusterEntitySeen, ClusterOperation } from "./observed";

const working: Record<ClusterOperation, string> = {
  CREATE: "Being created",
  UPDATE: "Being changed",
  UPGRADE: "Being upgraded",
  DELETE: "Being deleted",
  UNKNOWN: "Being worked on",
};

const failed: Record<ClusterOperation, string> = {
  CREATE: "Creation failed",
  UPDATE: "Last change failed",
  UPGRADE: "Upgrade failed",
  DELETE: "Deletion failed",
  UNKNOWN: "Failed",
};

/** How a cluster itself fares, beside how it is reached: the mark, the meaning of its colour, and its word. */
export function clusterStatus(facts: {
  seen: Pick<ClusterEntitySeen, "state" | "phase" | "capvcdState" | "dialect"> | null;
  gone: boolean;
  /** It was asked for here, and the provider has not approved that yet. */
  awaitingApproval: boolean;
}): ExposureStatus {
  const { seen } = facts;
  if (facts.gone) return { mark: "outline", tone: "neutral", word: "Gone" };
  if (!seen) {
    return facts.awaitingApproval
      ? { mark: "raised", tone: "waiting", word: "Waiting for approval" }
      : { mark: "lowering", tone: "working", word: "Being asked for" };
  }
  if (seen.dialect === "capvcd") return capvcdStatus(seen);
  const { phase, state } = seen;
  if (state === "IN_DELETION") return { mark: "lowering", tone: "working", word: working.DELETE };
  if (phase?.status === "IN_PROGRESS")
    return { mark: "lowering", tone: "working", word: working[phase.operation] };
  if (state === "RESOLUTION_ERROR")
    return { mark: "struck", tone: "bad", word: failed[phase?.operation ?? "UNKNOWN"] };
  if (phase?.status === "FAILED") {
    const unmade = phase.operation === "CREATE";
    return { mark: unmade ? "struck" : "gap", tone: "bad", word: failed[phase.operation] };
  }
  if (state === "RESOLVED") return { mark: "down", tone: "good", word: "Ready" };
  return { mark: "lowering", tone: "working", word: state === "PRE_CREATED" ? working.CREATE : state };
}

function capvcdStatus({ capvcdState, state }: { capvcdState: string | null; state: string }): ExposureStatus {
  const word = capvcdState ?? state;
  if (/^(?:provisioned|RESOLVED)$/i.test(word)) return { mark: "down", tone: "good", word: "Ready" };
  if (/error|failed/i.test(word)) return { mark: "struck", tone: "bad", word: "Failed" };
  return { mark: "lowering", tone: "working", word: word.charAt(0).toUpperCase() + word.slice(1) };
}
