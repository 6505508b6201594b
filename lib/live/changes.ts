import { type Change, changeChannel } from "@/lib/db/signals";
import { subscribeToChannels } from "./channels";

/** Whoever may use the database may notify; what is no change of ours must not end the process. */
function readChange(payload: string): Change | null {
  try {
    const { organizationId, kind, id } = JSON.parse(payload) as Change;
    return [organizationId, kind, id].every((part) => typeof part === "string")
      ? { organizationId, kind, id }
      : null;
  } catch {
    return null;
  }
}

/** Calls `listener` for each change of any organization, until the returned function is called. Filter by reach. */
export function subscribeToChanges(listener: (change: Change | "reconnected") => void): () => void {
  return subscribeToChannels((heard) => {
    if (heard === "reconnected") return listener(heard);
    const change = heard.channel === changeChannel ? readChange(heard.payload) : null;
    if (change) listener(change);
  });
}
