import { Identifier } from "@/components/ui/identifier";
import { Time } from "@/components/ui/time";
import { UsageMeter } from "@/components/ui/usage-meter";
import type { ClusterFacts } from "@/lib/domain/connections/request-world";

/** How much room a cluster has left for connections, and for routes in each table that they need. */
export function ClusterRoom({ cluster, now }: { cluster: ClusterFacts; now: string }) {
  const routed = cluster.routeTables.filter((table) => table.routed);
  return (
    <div className="space-y-3">
      <UsageMeter label="Connections" used={cluster.used} limit={cluster.limit} unit="connections" />
      {routed.map((table) => (
        <UsageMeter
          key={table.id}
          label={
            <>
              Route table {table.name ?? ""} <Identifier value={table.id} className="text-muted" />
            </>
          }
          used={table.used}
          limit={table.limit}
          unit="routes"
        />
      ))}
      <p className="text-sm text-muted">
        {cluster.blocksSeenAt ? (
          <>
            Addresses read from AWS <Time at={cluster.blocksSeenAt} now={now} />.
          </>
        ) : (
          "Addresses not read from AWS yet."
        )}
      </p>
    </div>
  );
}
