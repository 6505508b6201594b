import type { ReactNode } from "react";
import { ClusterRoom } from "@/components/connections/cluster-room";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Status } from "@/components/ui/status";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { whyNot } from "@/lib/domain/capability";
import type { ClusterView } from "@/lib/domain/connections/cluster-views";
import { paths } from "@/lib/paths";

/** A cluster's network: what it is, how much room is left, and everything that is joined to it. */
export function ClusterDetail({
  view,
  organization,
  now,
}: {
  view: ClusterView;
  organization: string;
  now: string;
}) {
  const { cluster, requestConnection: may } = view;
  return (
    <>
      <PageHeader
        title={cluster.name}
        sentence={
          cluster.class === "production"
            ? "A production cluster with a VPC of its own, which can be connected with your networks."
            : "A development cluster. It shares its VPC with others, so it cannot be connected."
        }
        breadcrumbs={[{ label: "Clusters", href: paths.clusters(organization) }]}
        actions={
          <>
            <LinkButton href={paths.clusterKubeconfig(organization, cluster.id)}>Kubeconfig</LinkButton>
            <LinkButton
              href={paths.newConnection(organization, { cluster: cluster.id })}
              variant="primary"
              disabledReason={whyNot(may)}
            >
              Request connection
            </LinkButton>
          </>
        }
      />
      <div className="space-y-5">
        {cluster.held === null ? null : (
          <Notice tone="waiting" title="On hold" next="It goes on as soon as the provider lifts the hold.">
            Nothing is sent to AWS for this cluster; what is in place stays.
            {cluster.held ? ` The reason given: ${cluster.held}` : null}
          </Notice>
        )}
        {view.observeOnly ? (
          <Notice tone="info" title="Observe only" next="An admin of the provider lets Drawbridge act there.">
            Drawbridge may only look at this cluster's AWS account so far. Connections can be asked for;
            nothing is sent yet.
          </Notice>
        ) : null}
        {view.stale ? (
          <Notice tone="waiting" title="What is shown may be out of date">
            {view.stale}
          </Notice>
        ) : null}
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <NetworkFacts view={view} now={now} />
          <Panel title="Room left">
            <ClusterRoom cluster={cluster} now={now} />
          </Panel>
        </div>
        <ClusterConnections view={view} organization={organization} now={now} />
        <MadeElsewhere view={view} />
        <RouteTables view={view} now={now} />
      </div>
    </>
  );
}

function NetworkFacts({ view, now }: { view: ClusterView; now: string }) {
  const { cluster, network } = view;
  const list = (blocks: string[], none: string): ReactNode =>
    blocks.length > 0 ? (
      <span className="flex flex-wrap gap-x-3">
        {blocks.map((block) => (
          <Identifier key={block} value={block} copy="block" />
        ))}
      </span>
    ) : (
      <span className="text-muted">{none}</span>
    );
  return (
    <Panel title="Network">
      <div className={view.stale ? "stale" : undefined}>
        <DescriptionList
          facts={[
            { term: "Region", description: view.place },
            {
              term: "AWS account",
              description: (
                <>
                  <Identifier value={cluster.accountId} copy="account ID" />{" "}
                  <span className="text-muted">of the provider</span>
                </>
              ),
            },
            { term: "VPC", description: <Identifier value={cluster.vpcId} copy="VPC ID" /> },
            {
              term: "Addresses of the VPC",
              description: (
                <>
                  {list(cluster.cidrBlocks, "not read yet")}
                  {cluster.blocksSeenAt ? (
                    <p className="text-sm text-muted">
                      Read from AWS <Time at={cluster.blocksSeenAt} now={now} />
                    </p>
                  ) : null}
                </>
              ),
            },
            { term: "Pods", description: list(cluster.podCidrs, "none recorded") },
            { term: "Services", description: list(cluster.serviceCidrs, "none recorded") },
            ...(network
              ? [
                  { term: "Subnets", description: String(network.subnets) },
                  {
                    term: "DNS in the VPC",
                    description:
                      network.dnsSupport && network.dnsHostnames
                        ? "On: DNS resolution can be asked for"
                        : "Off: DNS resolution over connections does not work until the provider switches it on",
                  },
                ]
              : []),
          ]}
        />
      </div>
    </Panel>
  );
}

function ClusterConnections({
  view,
  organization,
  now,
}: {
  view: ClusterView;
  organization: string;
  now: string;
}) {
  const { cluster, connections } = view;
  if (cluster.class === "development") return null;
  return (
    <Panel
      title="Connections"
      flush
      actions={
        <TextLink href={paths.connections(organization, { cluster: cluster.id, state: "all" })}>
          With ended ones
        </TextLink>
      }
    >
      <Table
        caption={`Connections of ${cluster.name}`}
        rows={connections}
        rowKey={(row) => row.id}
        empty={<p className="px-5 pb-4 text-muted">None yet.</p>}
        columns={[
          {
            key: "name",
            header: "Name",
            primary: true,
            cell: (row) => (
              <TextLink href={paths.connection(organization, row.id)} quiet>
                {row.name}
              </TextLink>
            ),
          },
          {
            key: "state",
            header: "State",
            cell: (row) => (
              <>
                <Status {...row.status} />
                {row.waitsFor ? <p className="text-muted">{row.waitsFor}</p> : null}
              </>
            ),
          },
          { key: "vpc", header: "Your network", cell: (row) => <Identifier value={row.vpcId} /> },
          {
            key: "created",
            header: "Asked for",
            align: "right",
            cell: (row) => <Time at={row.createdAt} now={now} />,
          },
        ]}
      />
    </Panel>
  );
}

function MadeElsewhere({ view }: { view: ClusterView }) {
  const { foreignPeerings } = view.cluster;
  if (foreignPeerings.length === 0) return null;
  return (
    <Panel
      title="Made outside Drawbridge"
      sentence="Peerings that somebody made in AWS. They take room and addresses; Drawbridge shows them and leaves them alone."
      flush
    >
      <Table
        caption="Peerings made outside Drawbridge"
        rows={foreignPeerings}
        rowKey={(peering) => peering.id}
        columns={[
          {
            key: "id",
            header: "Peering",
            primary: true,
            cell: (peering) => <Identifier value={peering.id} copy="peering ID" />,
          },
          {
            key: "vpc",
            header: "Other VPC",
            cell: (peering) => (
              <>
                <Identifier value={peering.vpcId} />
                <p className="text-muted">
                  of account <Identifier value={peering.accountId} />
                </p>
              </>
            ),
          },
          {
            key: "blocks",
            header: "Addresses",
            cell: (peering) =>
              peering.cidrs.length > 0 ? (
                <Identifier value={peering.cidrs.join(", ")} />
              ) : (
                <span className="text-muted">AWS hides them until it is accepted</span>
              ),
          },
          { key: "status", header: "AWS says", cell: (peering) => peering.status },
        ]}
      />
    </Panel>
  );
}

function RouteTables({ view, now }: { view: ClusterView; now: string }) {
  const { routeTables } = view.cluster;
  if (routeTables.length === 0) return null;
  return (
    <Panel
      title="Route tables"
      flush
      actions={
        view.routesSeenAt ? (
          <p className="text-sm text-muted">
            Seen <Time at={view.routesSeenAt} now={now} />
          </p>
        ) : undefined
      }
    >
      <div className={view.stale ? "stale" : undefined}>
        <Table
          caption="Route tables of the cluster"
          rows={routeTables}
          rowKey={(table) => table.id}
          columns={[
            {
              key: "table",
              header: "Table",
              primary: true,
              cell: (table) => (
                <>
                  {table.name ? `${table.name} ` : null}
                  <Identifier value={table.id} className="font-normal text-muted" />
                </>
              ),
            },
            {
              key: "routed",
              header: "Connections write here",
              cell: (table) => (table.routed ? "Yes: subnets use it" : "No: no subnet uses it"),
            },
            {
              key: "routes",
              header: "Routes",
              align: "right",
              cell: (table) => `${table.used} of ${table.limit}`,
            },
          ]}
        />
      </div>
    </Panel>
  );
}
