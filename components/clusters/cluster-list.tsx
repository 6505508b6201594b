"use client";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { Meter } from "@/components/ui/meter";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import { clustersQuery } from "./queries";

export function ClusterList({ organization }: { organization: string }) {
  const { data } = useQuery(clustersQuery(organization));
  if (!data) return null;
  return (
    <div className="rounded-lg border border-border bg-surface-raised">
      <Table
        caption="Clusters"
        rows={data.clusters}
        rowKey={(cluster) => cluster.id}
        empty={<NoClusters />}
        columns={[
          {
            key: "name",
            header: "Name",
            primary: true,
            cell: (cluster) => (
              <TextLink href={paths.cluster(organization, cluster.id)} quiet>
                {cluster.name}
              </TextLink>
            ),
          },
          {
            key: "class",
            header: "Class",
            cell: (cluster) => (
              <>
                {cluster.class === "production" ? "Production" : "Development"}
                {cluster.held === null ? null : <p className="text-waiting-text">on hold</p>}
              </>
            ),
          },
          { key: "region", header: "Region", cell: (cluster) => cluster.place },
          {
            key: "network",
            header: "Network",
            cell: (cluster) => (
              <>
                <Identifier value={cluster.vpcId} />
                <p className="text-muted">
                  {cluster.cidrBlocks.length > 0 ? (
                    <Identifier value={cluster.cidrBlocks.join(", ")} />
                  ) : (
                    "addresses not read yet"
                  )}
                </p>
              </>
            ),
          },
          {
            key: "usage",
            header: "Room",
            width: "16rem",
            cell: (cluster) =>
              cluster.class === "production" ? (
                <Meter
                  used={cluster.used}
                  limit={cluster.limit}
                  what="connections"
                  hint={cluster.attention > 0 ? `${cluster.attention} need somebody` : undefined}
                />
              ) : (
                <span className="text-muted">No connections: development clusters share one VPC</span>
              ),
          },
        ]}
      />
    </div>
  );
}

export function NoClusters() {
  return (
    <EmptyState title="No clusters yet">
      <p>
        Clusters appear here once the provider has registered them for your organization. Production clusters
        can then be connected with your own AWS networks.
      </p>
    </EmptyState>
  );
}
