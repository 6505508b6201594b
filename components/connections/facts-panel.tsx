import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { ConnectionView } from "@/lib/domain/connections/views";
import { paths } from "@/lib/paths";

export function FactsPanel({
  connection,
  organization,
  now,
}: {
  connection: ConnectionView;
  organization: string;
  now: string;
}) {
  const { facts, cluster, request } = connection;
  return (
    <Panel title="Facts">
      <DescriptionList
        facts={[
          {
            term: "Cluster",
            description: (
              <>
                <TextLink href={paths.cluster(organization, cluster.id)}>{cluster.name}</TextLink> in{" "}
                {facts.provider.place}
              </>
            ),
          },
          {
            term: "Cluster's VPC",
            description: (
              <>
                <Identifier value={facts.provider.vpcId} copy="cluster's VPC ID" /> of account{" "}
                <Identifier value={facts.provider.accountId} copy="provider's account ID" />
                <Blocks blocks={facts.provider.cidrs} none="not read yet" />
              </>
            ),
          },
          {
            term: "Your VPC",
            description: (
              <>
                <Identifier value={connection.vpcId} copy="VPC ID" /> of account{" "}
                <Identifier value={connection.accountId} copy="account ID" /> in {facts.place}
              </>
            ),
          },
          { term: "Blocks asked for", description: <Blocks blocks={facts.cidrs} none="none" /> },
          {
            term: "Blocks seen in AWS",
            description: facts.actualCidrs ? (
              <Blocks blocks={facts.actualCidrs} none="none" />
            ) : (
              <span className="text-muted">AWS shows them once the invitation is accepted</span>
            ),
          },
          {
            term: "Peering",
            description: connection.peeringId ? (
              <Identifier value={connection.peeringId} copy="peering ID" />
            ) : (
              <span className="text-muted">none yet</span>
            ),
          },
          { term: "DNS resolution", description: facts.dnsResolution ? "Asked for" : "Not asked for" },
          {
            term: "Asked for by",
            description: (
              <>
                {facts.requestedBy}, <Time at={connection.createdAt} now={now} />
                {request?.reason ? <p className="text-muted">“{request.reason}”</p> : null}
              </>
            ),
          },
          ...(request?.decidedAt
            ? [
                {
                  term: request.state === "denied" ? "Denied by" : "Approved by",
                  description: (
                    <>
                      {request.decidedBy ?? "A policy"}, <Time at={request.decidedAt} now={now} />
                      {request.note ? <p className="text-muted">“{request.note}”</p> : null}
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

function Blocks({ blocks, none }: { blocks: string[]; none: string }) {
  if (blocks.length === 0) return <span className="text-muted"> {none}</span>;
  return (
    <span className="flex flex-wrap gap-x-3">
      {blocks.map((block) => (
        <Identifier key={block} value={block} />
      ))}
    </span>
  );
}

/** Each approved block in each table of the cluster that it belongs in, as last read from AWS. */
export function RoutesPanel({ connection, now }: { connection: ConnectionView; now: string }) {
  const { routes, routesSeenAt } = connection.facts;
  if (routes.length === 0) return null;
  const destinations = [...new Set(routes.map((route) => route.destination))];
  return (
    <Panel
      title="Routes of the cluster"
      actions={
        routesSeenAt ? (
          <p className="text-sm text-muted">
            Seen <Time at={routesSeenAt} now={now} />
          </p>
        ) : undefined
      }
    >
      <div className={connection.stale ? "stale" : undefined}>
        <DescriptionList
          facts={destinations.map((destination) => ({
            term: destination,
            description: (
              <ul>
                {routes
                  .filter((route) => route.destination === destination)
                  .map((route) => (
                    <li key={route.tableId} className="flex flex-wrap justify-between gap-x-4">
                      <span>
                        {route.tableName ? `${route.tableName} ` : null}
                        <Identifier value={route.tableId} className="text-muted" />
                      </span>
                      <span
                        className={route.state === "active" ? "text-good-text" : "font-medium text-bad-text"}
                      >
                        {route.state}
                      </span>
                    </li>
                  ))}
              </ul>
            ),
          }))}
        />
      </div>
    </Panel>
  );
}
