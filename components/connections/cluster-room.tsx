import { Identifier } from "@/components/ui/identifier";
import { Meter } from "@/components/ui/meter";
import { Time } from "@/components/ui/time";
import type { ClusterFacts } from "@/lib/domain/connections/request-world";

/** How much room a cluster has left for connections, and for routes in each table that they need. */
export function ClusterRoom({ cluster, now }: { cluster: ClusterFacts; now: string }) {
  const routed = cluster.routeTables.filter((table) => table.routed);
  return (
    <div className="space-y-3">
      <Meter used={cluster.used} limit={cluster.limit} what="connections" />
      {routed.map((table) => (
        <div key={table.id}>
          <p className="text-sm text-muted">
            Route table {table.name ?? ""} <Identifier value={table.id} />
          </p>
          <Meter used={table.used} limit={table.limit} what="routes" />
        </div>
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
