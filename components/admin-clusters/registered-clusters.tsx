"use client";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import { allClustersQuery } from "./queries";

export function RegisteredClusters() {
  const { data } = useQuery(allClustersQuery());
  if (!data) return null;
  return (
    <div className="rounded-lg border border-border bg-surface-raised">
      <Table
        caption="Registered clusters"
        rows={data}
        rowKey={(cluster) => cluster.id}
        columns={[
          {
            key: "name",
            header: "Cluster",
            primary: true,
            cell: (cluster) => (
              <>
                <TextLink href={paths.adminCluster(cluster.id)} quiet>
                  {cluster.name}
                </TextLink>
                <p className="font-normal text-muted">
                  {cluster.class === "production" ? "Production" : "Development"}
                </p>
              </>
            ),
          },
          { key: "organization", header: "Organization", cell: (cluster) => cluster.organization.name },
          {
            key: "place",
            header: "Account and Region",
            cell: (cluster) => (
              <>
                {cluster.accountName}
                <p className="text-muted">{cluster.region}</p>
              </>
            ),
          },
          {
            key: "vpc",
            header: "VPC",
            cell: (cluster) => (
              <>
                <Identifier value={cluster.vpcId} />
                <p className="text-muted">
                  {cluster.cidrBlocks.length > 0 ? (
                    <Identifier value={cluster.cidrBlocks.join(", ")} />
                  ) : (
                    "blocks not read yet"
                  )}
                </p>
              </>
            ),
          },
          {
            key: "connections",
            header: "Connections",
            align: "right",
            cell: (cluster) => cluster.connections,
          },
          {
            key: "hold",
            header: "Hold",
            cell: (cluster) =>
              cluster.held ? (
                <span className="text-waiting-text">{cluster.held.reason}</span>
              ) : (
                <span className="text-muted">None</span>
              ),
          },
        ]}
        empty={
          <EmptyState
            title="No cluster yet"
            action={
              <LinkButton href={paths.newCluster()} variant="primary">
                Register cluster
              </LinkButton>
            }
          >
            A cluster belongs to a tenant and runs in a VPC that was found in one of your accounts.
          </EmptyState>
        }
      />
    </div>
  );
}
