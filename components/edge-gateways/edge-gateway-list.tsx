import { EmptyState } from "@/components/ui/empty-state";
import { Stale } from "@/components/ui/stale";
import type { EdgeGatewayList as EdgeGateways } from "@/lib/domain/exposures/edge-pool-views";
import { EdgeGateway } from "./edge-gateway";

export function EdgeGatewayList({
  list,
  organization,
  now,
}: {
  list: EdgeGateways;
  organization: string;
  now: string;
}) {
  if (list.edges.length === 0) {
    return (
      <div className="rounded-lg border border-border bg-surface-raised">
        <EmptyState title="No edge gateways yet">
          <p>
            {list.stale ??
              "The edge gateways of your organization in VMware Cloud Director appear here with their external addresses, once the provider has bound it to you."}
          </p>
        </EmptyState>
      </div>
    );
  }
  return (
    <Stale why={list.stale}>
      <div className="space-y-5">
        {list.edges.map((edge) => (
          <EdgeGateway key={edge.id} edge={edge} organization={organization} now={now} />
        ))}
      </div>
    </Stale>
  );
}
