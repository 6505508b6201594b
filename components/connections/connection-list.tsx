"use client";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Pagination } from "@/components/ui/pagination";
import { Status } from "@/components/ui/status";
import { Table, type TableColumn } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Countdown, Time } from "@/components/ui/time";
import type { ConnectionSummary } from "@/lib/domain/connections/views";
import { type ListQuery, paths } from "@/lib/paths";
import { ConnectionFilters } from "./connection-filters";
import { connectionsQuery } from "./queries";

export function ConnectionList({
  organization,
  filters,
  now,
}: {
  organization: string;
  filters: ListQuery;
  now: string;
}) {
  const { data } = useQuery(connectionsQuery(organization, filters));
  if (!data) return null;
  if (data.counts.all === 0) return <NoConnections organization={organization} />;
  const sort = filters.sort ?? "-created";
  return (
    <div className="space-y-4">
      <ConnectionFilters organization={organization} filters={filters} counts={data.counts} />
      <div className="rounded-lg border border-border bg-surface-raised">
        <Table
          caption="Connections"
          columns={columns(organization, now)}
          rows={data.rows}
          rowKey={(row) => row.id}
          sort={{
            key: sort.replace("-", ""),
            direction: sort.startsWith("-") ? "descending" : "ascending",
            href: (key, direction) =>
              paths.connections(organization, {
                ...filters,
                after: undefined,
                sort: direction === "descending" ? `-${key}` : key,
              }),
          }}
          empty={<NothingFound organization={organization} filters={filters} />}
        />
      </div>
      <Pagination
        newer={filters.after ? paths.connections(organization, { ...filters, after: undefined }) : null}
        newerLabel="First page"
        older={data.next ? paths.connections(organization, { ...filters, after: data.next }) : null}
        olderLabel="Next page"
      />
    </div>
  );
}

function columns(organization: string, now: string): TableColumn<ConnectionSummary>[] {
  return [
    {
      key: "name",
      header: "Name",
      primary: true,
      sortable: true,
      cell: (row) => (
        <TextLink href={paths.connection(organization, row.id)} quiet>
          {row.name}
        </TextLink>
      ),
    },
    {
      key: "status",
      header: "State",
      cell: (row) => (
        <div>
          <Status {...row.status} />
          {row.waitsFor ? (
            <p className="text-muted">
              {row.waitsFor}
              {row.expiresAt ? (
                <>
                  {", "}
                  <Countdown to={row.expiresAt} now={now} ended="its time is up" /> left
                </>
              ) : null}
            </p>
          ) : null}
        </div>
      ),
    },
    {
      key: "cluster",
      header: "Cluster",
      cell: (row) => (
        <TextLink href={paths.cluster(organization, row.cluster.id)} quiet>
          {row.cluster.name}
        </TextLink>
      ),
    },
    {
      key: "network",
      header: "Your network",
      cell: (row) => (
        <div>
          <Identifier value={row.vpcId} />
          <p className="text-muted">
            <Identifier value={row.accountId} /> · {row.region}
          </p>
        </div>
      ),
    },
    {
      key: "peering",
      header: "Peering",
      cell: (row) =>
        row.peeringId ? <Identifier value={row.peeringId} /> : <span className="text-muted">none yet</span>,
    },
    {
      key: "created",
      header: "Asked for",
      sortable: true,
      align: "right",
      cell: (row) => <Time at={row.createdAt} now={now} />,
    },
  ];
}

function NoConnections({ organization }: { organization: string }) {
  return (
    <EmptyState
      title="No connections yet"
      action={
        <LinkButton href={paths.newConnection(organization)} variant="primary">
          Request connection
        </LinkButton>
      }
    >
      <p>
        A connection joins a production cluster with a VPC of yours, so that both reach each other on private
        addresses. You ask, the provider approves, you accept it in your AWS account.
      </p>
    </EmptyState>
  );
}

function NothingFound({ organization, filters }: { organization: string; filters: ListQuery }) {
  return (
    <div className="px-6 py-10 text-center">
      <p className="font-medium">
        {filters.search ? `Nothing matches “${filters.search}”` : "No connection is in this state"}
      </p>
      <p className="mt-1 text-muted">
        Names, clusters, account IDs, VPC IDs and peering IDs are searched.{" "}
        <TextLink href={paths.connections(organization, { state: "all" })}>Show all</TextLink>
      </p>
    </div>
  );
}
