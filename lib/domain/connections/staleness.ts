import { classifyFault } from "./faults";
import type { ProviderFault } from "./observed";

/** A full sweep comes every minute; this much later, none has succeeded for a while. */
const lateMs = 150_000;

/** Why what is shown may be out of date, in words; null while looks succeed. */
export function placeStaleness(
  facts: { place: { failures: number; fault: ProviderFault | null } | null; seenAt: Date | null },
  now: Date,
): string | null {
  const { place, seenAt } = facts;
  if (place && place.failures >= 2) {
    const why = place.fault ? ` ${classifyFault(place.fault).title}.` : "";
    return `The last ${place.failures} looks at AWS failed.${why} What is shown is the last that was seen.`;
  }
  if (seenAt && now.getTime() - seenAt.getTime() > lateMs) {
    return "No look at AWS has succeeded for a while. What is shown is the last that was seen.";
  }
  return null;
}
