import { EmptyState } from "@/components/ui/empty-state";
import { FilterLinks } from "@/components/ui/filter-links";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Meter } from "@/components/ui/meter";
import { SearchField } from "@/components/ui/search-field";
import { Status } from "@/components/ui/status";
import { Table, type TableColumn } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { whyNot } from "@/lib/domain/capability";
import { arrangeClusters, type ClusterListView, clusterFilters } from "@/lib/domain/clusters/cluster-list";
import type { AwsClusterLine, ClusterLine, VcdClusterLine } from "@/lib/domain/exposures/cluster-views";
import { type ListQuery, paths } from "@/lib/paths";

/** Clusters in AWS and in VMware Cloud Director in one list, each with how it is reached. */
export function ClusterList({
  list,
  organization,
  query,
}: {
  list: ClusterListView;
  organization: string;
  query: ListQuery;
}) {
  if (list.clusters.length === 0) {
    return (
      <div className="rounded-lg border border-border bg-surface-raised">
        <NoClusters {...list} organization={organization} />
      </div>
    );
  }
  const { search, state, sort: asked } = query;
  const { rows, counts, filter, sort } = arrangeClusters(list.clusters, {
    search,
    filter: state,
    sort: asked,
  });
  const both = counts.aws > 0 && counts.vcd > 0;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <FilterLinks
          label="Filter clusters"
          current={filter}
          links={clusterFilters
            .filter(({ key }) => both || search || (key !== "aws" && key !== "vcd"))
            .map(({ key, label }) => ({
              key,
              label,
              count: counts[key],
              href: paths.clusters(organization, {
                search,
                sort: asked,
                state: key === "all" ? undefined : key,
              }),
            }))}
        />
        <SearchField
          action={paths.clusters(organization)}
          label="Search clusters"
          placeholder="Name, place, address"
          defaultValue={search}
          keep={{ state, sort: asked }}
        />
      </div>
      <div className="rounded-lg border border-border bg-surface-raised">
        <Table
          caption="Clusters"
          rows={rows}
          rowKey={(cluster) => cluster.id}
          columns={columns(organization)}
          sort={{
            key: sort.replace("-", ""),
            direction: sort.startsWith("-") ? "descending" : "ascending",
            href: (key, direction) =>
              paths.clusters(organization, {
                search,
                state,
                sort: direction === "descending" ? `-${key}` : key,
              }),
          }}
          empty={<NothingFound search={search} organization={organization} />}
        />
      </div>
    </div>
  );
}

function columns(organization: string): TableColumn<ClusterLine>[] {
  return [
    {
      key: "name",
      header: "Name",
      primary: true,
      sortable: true,
      cell: (cluster) => (
        <TextLink href={paths.cluster(organization, cluster.id)} quiet>
          {cluster.name}
        </TextLink>
      ),
    },
    {
      key: "where",
      header: "Where",
      sortable: true,
      cell: (cluster) =>
        cluster.provider === "aws" ? <InAws cluster={cluster} /> : <InVcd cluster={cluster} />,
    },
    {
      key: "state",
      header: "State",
      sortable: true,
      cell: (cluster) => (
        <>
          {cluster.provider === "vcd" ? (
            <Status {...cluster.status} />
          ) : cluster.class === "production" ? (
            "Production"
          ) : (
            "Development"
          )}
          {cluster.held === null ? null : <p className="text-waiting-text">on hold</p>}
        </>
      ),
    },
    {
      key: "reached",
      header: "How it is reached",
      width: "17rem",
      cell: (cluster) =>
        cluster.provider === "aws" ? <Connections cluster={cluster} /> : <Exposure cluster={cluster} />,
    },
  ];
}

function InAws({ cluster }: { cluster: AwsClusterLine }) {
  return (
    <>
      AWS, {cluster.place}
      <p className="text-muted">
        <Identifier value={cluster.vpcId} />
        {cluster.cidrBlocks.length > 0 ? (
          <>
            {" · "}
            <Identifier value={cluster.cidrBlocks.join(", ")} />
          </>
        ) : null}
      </p>
    </>
  );
}

function InVcd({ cluster }: { cluster: VcdClusterLine }) {
  const facts = [
    cluster.kubernetes ? `Kubernetes ${cluster.kubernetes}` : null,
    cluster.workers === null ? null : `${cluster.workers} ${cluster.workers === 1 ? "worker" : "workers"}`,
  ].filter(Boolean);
  return (
    <>
      VCD, {cluster.siteName}
      {cluster.vdcName ? `, ${cluster.vdcName}` : null}
      <p className="text-muted">{[cluster.kind, ...facts].join(" · ")}</p>
    </>
  );
}

function Connections({ cluster }: { cluster: AwsClusterLine }) {
  if (cluster.class === "development") {
    return <span className="text-muted">No connections: development clusters share one VPC</span>;
  }
  return (
    <Meter
      used={cluster.used}
      limit={cluster.limit}
      what="connections"
      hint={cluster.attention > 0 ? `${cluster.attention} need somebody` : undefined}
    />
  );
}

function Exposure({ cluster }: { cluster: VcdClusterLine }) {
  const { dnat } = cluster;
  return (
    <>
      <Status {...dnat.status} />
      {dnat.address ? (
        <p>
          <Identifier
            value={dnat.everyPortOpen ? dnat.address : `${dnat.address}:6443`}
            copy="external address"
          />
        </p>
      ) : null}
      {dnat.everyPortOpen ? <p className="font-medium text-bad-text">Every port is open</p> : null}
    </>
  );
}

/** Leads on to what makes clusters appear: the provider, a sign-in to VMware Cloud Director, or the first one. */
export function NoClusters({
  vcdOrganizations,
  create,
  organization,
}: Pick<ClusterListView, "vcdOrganizations" | "create"> & { organization: string }) {
  const [bound] = vcdOrganizations;
  if (!bound) {
    return (
      <EmptyState title="No clusters yet">
        <p>
          Clusters in AWS appear here once the provider has registered them for your organization. If you have
          an organization in VMware Cloud Director, the provider binds it to yours, and its clusters appear
          here too.
        </p>
      </EmptyState>
    );
  }
  const signedIn = vcdOrganizations.some((one) => one.signedIn);
  return (
    <EmptyState
      title="No clusters yet"
      action={
        signedIn ? (
          <LinkButton
            href={paths.newVcdCluster(organization)}
            variant="primary"
            disabledReason={whyNot(create)}
          >
            Create cluster
          </LinkButton>
        ) : (
          <LinkButton
            href={paths.signInVcd({
              next: paths.newVcdCluster(organization),
              site: bound.siteId,
              organization: bound.name,
            })}
            variant="primary"
          >
            Sign in to {bound.siteName}
          </LinkButton>
        )
      }
    >
      <p>
        {bound.name} at {bound.siteName} has no clusters yet.{" "}
        {signedIn
          ? "Create the first one here; it can be reached from outside if you ask for it."
          : "Sign in with your VMware Cloud Director account to create the first one: it is made in your name."}
      </p>
    </EmptyState>
  );
}

function NothingFound({ search, organization }: { search: string | undefined; organization: string }) {
  return (
    <div className="px-6 py-10 text-center">
      <p className="font-medium">{search ? `Nothing matches “${search}”` : "No cluster is like this"}</p>
      <p className="mt-1 text-muted">
        Names, places, versions and addresses are searched.{" "}
        <TextLink href={paths.clusters(organization)}>Show all</TextLink>
      </p>
    </div>
  );
}
