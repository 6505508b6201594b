import type { ProviderFault } from "../connections/observed";
import { describeVcdFault } from "../vcd/faults";

/** A full sweep comes every minute; this much later, none has succeeded for a while. */
const lateMs = 150_000;

/** Why what is shown of VCD may be out of date, in words; null while looks succeed. */
export function placeStaleness(
  facts: { place: { failures: number; fault: ProviderFault | null } | null; seenAt: Date | null },
  now: Date,
): string | null {
  const { place, seenAt } = facts;
  if (place && place.failures >= 2) {
    const why = place.fault ? ` ${describeVcdFault(place.fault).title}.` : "";
    return `The last ${place.failures} looks at VMware Cloud Director failed.${why} What is shown is the last that was seen.`;
  }
  if (seenAt && now.getTime() - seenAt.getTime() > lateMs) {
    return "No look at VMware Cloud Director has succeeded for a while. What is shown is the last that was seen.";
  }
  return null;
}
