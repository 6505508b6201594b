import type { ReactNode } from "react";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { VcdClusterView } from "@/lib/domain/exposures/cluster-views";
import { paths } from "@/lib/paths";

export function NodesPanel({ cluster }: { cluster: VcdClusterView }) {
  if (cluster.nodes.length === 0) return null;
  const workers = cluster.nodes.filter(({ role }) => role === "worker").length;
  const wanted = cluster.wantedWorkers;
  return (
    <Panel
      title="Nodes"
      sentence={
        wanted === null || wanted === workers ? undefined : `${workers} of ${wanted} workers are there.`
      }
      flush
    >
      <Table
        caption={`Nodes of ${cluster.name}`}
        rows={cluster.nodes}
        rowKey={(node) => node.name}
        columns={[
          { key: "name", header: "Name", primary: true, cell: (node) => node.name },
          { key: "role", header: "Role", cell: (node) => node.role },
          {
            key: "address",
            header: "Address inside",
            cell: (node) =>
              node.address ? (
                <Identifier value={node.address} />
              ) : (
                <span className="text-muted">not seen</span>
              ),
          },
          {
            key: "sizing",
            header: "Sizing",
            cell: (node) => node.sizingPolicy ?? <span className="text-muted">the VDC's default</span>,
          },
          {
            key: "storage",
            header: "Storage profile",
            cell: (node) => node.storageProfile ?? <span className="text-muted">the VDC's default</span>,
          },
        ]}
      />
    </Panel>
  );
}

export function FactsPanel({ cluster, organization }: { cluster: VcdClusterView; organization: string }) {
  const { state, place, template, edge } = cluster;
  const says = [state.entity, [state.operation, state.operationStatus].filter(Boolean).join(" ")];
  const facts: { term: string; description: ReactNode }[] = [
    { term: "Kubernetes", description: cluster.kubernetes },
    { term: "Template", description: template ? `${template.name}, revision ${template.revision}` : null },
    { term: "Kind", description: cluster.kind },
    { term: "CNI", description: cluster.cni },
    { term: "Operating system", description: cluster.os },
    { term: "Org VDC", description: cluster.vdcName },
    { term: "Network", description: cluster.networkName },
    {
      term: "Edge gateway",
      description: edge ? (
        <TextLink href={paths.edgeGateways(organization)}>{edge.name}</TextLink>
      ) : (
        <span className="text-muted">none: the network is not routed, or was not read yet</span>
      ),
    },
    { term: "Owner", description: cluster.owner },
    {
      term: "Site",
      description: `${place.siteName} (${new URL(place.siteUrl).host}), organization ${place.organizationName}`,
    },
    {
      term: "Entity",
      description: cluster.entityId ? <Identifier value={cluster.entityId} copy="entity ID" /> : null,
    },
    { term: "VCD says", description: says.filter(Boolean).join(", ") || null },
  ];
  return (
    <Panel title="Facts">
      <DescriptionList facts={facts.filter(({ description }) => description !== null)} />
    </Panel>
  );
}

/** A cluster of CAPVCD has a way in of its own; it is shown and left alone. */
export function VirtualServicesPanel({ cluster }: { cluster: VcdClusterView }) {
  const { endpoint, virtualServices } = cluster;
  if (!endpoint && virtualServices.length === 0) return null;
  return (
    <Panel
      title="Its own way in"
      sentence="Clusters of CAPVCD are reached through a load balancer's virtual service, not through DNAT."
    >
      <DescriptionList
        facts={[
          ...(endpoint
            ? [
                {
                  term: "API server",
                  description: (
                    <Identifier
                      value={`${endpoint.host}:${endpoint.port}`}
                      copy="address of the API server"
                    />
                  ),
                },
              ]
            : []),
          ...virtualServices.map((service) => ({
            term: service.name,
            description: (
              <>
                {service.virtualIp ? <Identifier value={service.virtualIp} /> : "no address"}{" "}
                <span className="text-muted">{service.health ?? "health not read"}</span>
              </>
            ),
          })),
        ]}
      />
    </Panel>
  );
}
