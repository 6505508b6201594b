import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Pagination } from "@/components/ui/pagination";
import { Status } from "@/components/ui/status";
import { Table, type TableColumn } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { ExposureLine, ExposurePage } from "@/lib/domain/exposures/views";
import { type ListQuery, paths } from "@/lib/paths";
import { ExposureFilters } from "./exposure-filters";

export function ExposureList({
  page,
  organization,
  filters,
  now,
}: {
  page: ExposurePage;
  organization: string;
  filters: ListQuery;
  now: string;
}) {
  if (page.counts.all === 0) return <NoExposures organization={organization} />;
  return (
    <div className="space-y-4">
      <ExposureFilters organization={organization} filters={filters} counts={page.counts} />
      <div className="rounded-lg border border-border bg-surface-raised">
        <Table
          caption="Exposures"
          columns={columns(organization, now)}
          rows={page.rows}
          rowKey={(row) => row.id}
          empty={<NothingFound organization={organization} filters={filters} />}
        />
      </div>
      <Pagination
        newer={filters.after ? paths.exposures(organization, { ...filters, after: undefined }) : null}
        newerLabel="First page"
        older={page.next ? paths.exposures(organization, { ...filters, after: page.next }) : null}
        olderLabel="Next page"
      />
    </div>
  );
}

function columns(organization: string, now: string): TableColumn<ExposureLine>[] {
  return [
    {
      key: "cluster",
      header: "Cluster",
      primary: true,
      cell: (row) => (
        <TextLink href={paths.exposure(organization, row.id)} quiet>
          {row.cluster.name}
        </TextLink>
      ),
    },
    {
      key: "status",
      header: "State",
      cell: (row) => (
        <div>
          <Status {...row.status} />
          {row.waitsFor ? <p className="text-muted">{row.waitsFor}</p> : null}
        </div>
      ),
    },
    {
      key: "address",
      header: "External address",
      cell: (row) =>
        row.address ? (
          <Identifier value={`${row.address}:${row.port}`} copy="external address" />
        ) : (
          <span className="text-muted">none yet</span>
        ),
    },
    {
      key: "inside",
      header: "Leads to",
      cell: (row) => (
        <div>
          {row.internalAddress ? (
            <Identifier value={row.internalAddress} />
          ) : (
            <span className="text-muted">not known yet</span>
          )}
          {row.edgeName ? <p className="text-muted">on {row.edgeName}</p> : null}
        </div>
      ),
    },
    { key: "way", header: "How", cell: (row) => row.wayWord },
    {
      key: "created",
      header: "Asked for",
      align: "right",
      cell: (row) => <Time at={row.createdAt} now={now} />,
    },
  ];
}

function NoExposures({ organization }: { organization: string }) {
  return (
    <EmptyState
      title="Nothing is exposed yet"
      action={
        <LinkButton href={paths.clusters(organization)} variant="primary">
          See your clusters
        </LinkButton>
      }
    >
      <p>
        A cluster in VMware Cloud Director has its API server on a private address. Exposing it leads one
        external address, port 6443, to it, so that kubectl works from outside. You ask, the provider
        approves.
      </p>
    </EmptyState>
  );
}

function NothingFound({ organization, filters }: { organization: string; filters: ListQuery }) {
  return (
    <div className="px-6 py-10 text-center">
      <p className="font-medium">
        {filters.search ? `Nothing matches “${filters.search}”` : "No exposure is in this state"}
      </p>
      <p className="mt-1 text-muted">
        Clusters, addresses and edge gateways are searched.{" "}
        <TextLink href={paths.exposures(organization, { state: "all" })}>Show all</TextLink>
      </p>
    </div>
  );
}
