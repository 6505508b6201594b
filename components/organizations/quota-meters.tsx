import { Meter } from "@/components/ui/meter";
import type { Quotas } from "@/lib/domain/organizations/can";

/** How much of what an organization may have is in use. */
export function QuotaMeters({ quotas }: { quotas: Quotas }) {
  return (
    <div className="space-y-4">
      <Meter {...quotas.connections} what="connections" />
      <Meter {...quotas.exposures} what="exposures" />
    </div>
  );
}
