import type { PlaceFigures } from "@/lib/db/accounts";
import { classifyFault } from "@/lib/domain/connections/faults";
import { regionLabel } from "@/lib/domain/connections/regions";
import type { PlaceView } from "@/lib/domain/places/views";

const iso = (at: Date | null) => at?.toISOString() ?? null;

export function toPlaceView({ place, ...figures }: PlaceFigures): PlaceView {
  return {
    id: place.id,
    region: place.region,
    regionName: regionLabel(place.region),
    held: place.heldAt ? { reason: place.heldReason ?? "", at: place.heldAt.toISOString() } : null,
    sweptAt: iso(place.sweptAt),
    glancedAt: iso(place.glancedAt),
    inventoriedAt: iso(place.inventoriedAt),
    sweepCalls: place.sweepCalls,
    failures: place.failures,
    fault: place.fault && { ...classifyFault(place.fault), ...place.fault },
    faultAt: iso(place.faultAt),
    ...figures,
  };
}
