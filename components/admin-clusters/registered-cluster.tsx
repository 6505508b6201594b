"use client";
import { useQuery } from "@tanstack/react-query";
import { ButtonForm } from "@/components/forms/button-form";
import { HoldForm } from "@/components/forms/hold-form";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { RegisteredClusterDetail } from "@/lib/domain/clusters/register-views";
import { regionLabel } from "@/lib/domain/connections/regions";
import type { FormAction } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";
import { KubeconfigPanel } from "./kubeconfig-panel";
import { registeredClusterQuery } from "./queries";

export function RegisteredCluster({
  id,
  now,
  actions,
}: {
  id: string;
  now: string;
  actions: { hold: FormAction; release: FormAction; registerKubeconfig: FormAction };
}) {
  const { data: cluster } = useQuery(registeredClusterQuery(id));
  if (!cluster) return null;
  return (
    <>
      <PageHeader
        title={cluster.name}
        sentence={
          cluster.class === "production"
            ? `Production cluster of ${cluster.organization.name}: it has its VPC to itself and may be connected.`
            : `Development cluster of ${cluster.organization.name}: it may share its VPC and is not connected.`
        }
        breadcrumbs={[{ label: "All clusters", href: paths.adminClusters() }]}
        actions={
          <LinkButton href={paths.cluster(cluster.organization.slug, cluster.id)}>
            Open as {cluster.organization.name} sees it
          </LinkButton>
        }
      />
      <div className="space-y-5">
        <HoldPanel cluster={cluster} now={now} actions={actions} />
        <Facts cluster={cluster} now={now} />
        <Tables cluster={cluster} />
        <KubeconfigPanel cluster={cluster} now={now} action={actions.registerKubeconfig} />
      </div>
    </>
  );
}

function HoldPanel({
  cluster,
  now,
  actions,
}: {
  cluster: RegisteredClusterDetail;
  now: string;
  actions: { hold: FormAction; release: FormAction };
}) {
  if (cluster.held) {
    return (
      <Notice
        tone="waiting"
        title={`On hold: ${cluster.held.reason}`}
        next={
          cluster.manage.ok ? (
            <ButtonForm
              action={actions.release}
              values={{ id: cluster.id }}
              label="Release"
              pendingLabel="Releasing"
            />
          ) : null
        }
      >
        Since <Time at={cluster.held.at} now={now} />. Nothing is sent for its {cluster.connections}{" "}
        connections; looks go on.
      </Notice>
    );
  }
  if (!cluster.manage.ok || cluster.class === "development") return null;
  return (
    <HoldForm
      action={actions.hold}
      values={{ id: cluster.id }}
      id="reason"
      label={`Hold ${cluster.name}`}
      example="Nothing is sent for its connections until you release it. The tenant sees the reason."
    />
  );
}

function Facts({ cluster, now }: { cluster: RegisteredClusterDetail; now: string }) {
  const blocks = (cidrs: string[], none: string) =>
    cidrs.length > 0 ? <Identifier value={cidrs.join(", ")} /> : none;
  return (
    <Panel
      title="Networks"
      footer={
        cluster.inventoryAt ? (
          <>
            Read from AWS <Time at={cluster.inventoryAt} now={now} />; pod and service networks as registered.
          </>
        ) : (
          "The VPC has not been read from AWS yet."
        )
      }
    >
      <DescriptionList
        facts={[
          {
            term: "Account and Region",
            description: (
              <>
                {cluster.accountName} <Identifier value={cluster.accountId} />, {regionLabel(cluster.region)}
              </>
            ),
          },
          { term: "VPC", description: <Identifier value={cluster.vpcId} copy="VPC ID" /> },
          { term: "Blocks of the VPC", description: blocks(cluster.cidrBlocks, "Not read yet") },
          {
            term: "Pod network",
            description: blocks(cluster.podCidrs, "None: pods have addresses of the VPC"),
          },
          { term: "Service network", description: blocks(cluster.serviceCidrs, "None") },
          {
            term: "DNS of the VPC",
            description: cluster.dns
              ? `support ${cluster.dns.support ? "on" : "off"}, host names ${cluster.dns.hostnames ? "on" : "off"}`
              : "Not read yet",
          },
        ]}
      />
    </Panel>
  );
}

function Tables({ cluster }: { cluster: RegisteredClusterDetail }) {
  return (
    <>
      <Panel title="Route tables" sentence="Routes of connections go into those that a subnet uses." flush>
        <Table
          caption="Route tables"
          rows={cluster.routeTables}
          rowKey={(table) => table.id}
          columns={[
            { key: "id", header: "Table", primary: true, cell: (table) => <Identifier value={table.id} /> },
            { key: "name", header: "Name", cell: (table) => table.name ?? "" },
            {
              key: "routed",
              header: "Routes of connections",
              cell: (table) => (table.routed ? "Yes" : "No: no subnet uses it"),
            },
            { key: "routes", header: "Routes", align: "right", cell: (table) => table.routes },
          ]}
          empty={<p className="px-4 pb-3 text-muted sm:px-5">Not read from AWS yet.</p>}
        />
      </Panel>
      <Panel title="Subnets" flush>
        <Table
          caption="Subnets"
          rows={cluster.subnets}
          rowKey={(subnet) => subnet.id}
          columns={[
            {
              key: "id",
              header: "Subnet",
              primary: true,
              cell: (subnet) => <Identifier value={subnet.id} />,
            },
            { key: "name", header: "Name", cell: (subnet) => subnet.name ?? "" },
            { key: "cidr", header: "Block", cell: (subnet) => <Identifier value={subnet.cidrBlock} /> },
            { key: "zone", header: "Zone", cell: (subnet) => subnet.availabilityZone },
          ]}
          empty={<p className="px-4 pb-3 text-muted sm:px-5">Not read from AWS yet.</p>}
        />
      </Panel>
    </>
  );
}
