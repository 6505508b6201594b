"use client";
import { useQuery } from "@tanstack/react-query";
import { NoClusters } from "@/components/clusters/cluster-list";
import { LinkButton } from "@/components/ui/link-button";
import { Meter } from "@/components/ui/meter";
import { Panel } from "@/components/ui/panel";
import { Status } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { Countdown } from "@/components/ui/time";
import { Timeline } from "@/components/ui/timeline";
import type { OverviewView } from "@/lib/domain/connections/cluster-views";
import { paths } from "@/lib/paths";
import { overviewQuery } from "./queries";

/** What waits for somebody, what there is, and what happened lately; for a newcomer, how it goes. */
export function Overview({ organization, now }: { organization: string; now: string }) {
  const { data } = useQuery(overviewQuery(organization));
  if (!data) return null;
  if (data.clusters.length === 0) {
    return (
      <div className="rounded-lg border border-border bg-surface-raised">
        <NoClusters />
      </div>
    );
  }
  return (
    <div className="space-y-5">
      {data.counts.current === 0 ? <HowItGoes overview={data} organization={organization} /> : null}
      {data.counts.current > 0 ? <Attention overview={data} organization={organization} now={now} /> : null}
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Clusters overview={data} organization={organization} />
        {data.recent.length > 0 ? (
          <Panel title="Lately">
            <Timeline
              now={now}
              entries={data.recent.map((entry) => ({
                ...entry,
                what: (
                  <>
                    <TextLink href={paths.connection(organization, entry.connection.id)} quiet>
                      {entry.connection.name}
                    </TextLink>
                    : {entry.what}
                  </>
                ),
                cause: entry.cause ?? undefined,
                requestId: undefined,
              }))}
            />
          </Panel>
        ) : null}
      </div>
    </div>
  );
}

function HowItGoes({ overview, organization }: { overview: OverviewView; organization: string }) {
  const { mayRequest } = overview;
  const steps = [
    ["You ask", "Name a production cluster and your VPC. Clashes of addresses show while you type."],
    ["The provider approves", "An admin sees exactly what you asked for, and decides."],
    ["You accept in AWS", "The page gives you the values to compare and the commands to run."],
    [
      "It is connected",
      "The cluster's routes are written and watched; you see what is there, and how old that is.",
    ],
  ];
  return (
    <Panel
      title="Connect your network with a cluster"
      sentence="A connection joins a production cluster with a VPC of yours, on private addresses."
    >
      <ol className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {steps.map(([title, text], index) => (
          <li key={title} className="rounded-md border border-border p-3">
            <p className="font-medium">
              {index + 1}. {title}
            </p>
            <p className="text-muted">{text}</p>
          </li>
        ))}
      </ol>
      <div className="mt-4">
        <LinkButton
          href={paths.newConnection(organization)}
          variant="primary"
          disabledReason={mayRequest.ok ? undefined : `${mayRequest.reason} ${mayRequest.next}`}
        >
          Request connection
        </LinkButton>
      </div>
    </Panel>
  );
}

function Attention({
  overview,
  organization,
  now,
}: {
  overview: OverviewView;
  organization: string;
  now: string;
}) {
  const { attention, counts } = overview;
  return (
    <Panel
      title="Waiting for somebody"
      actions={
        counts.attention > attention.length ? (
          <TextLink href={paths.connections(organization, { state: "attention" })}>
            All {counts.attention}
          </TextLink>
        ) : undefined
      }
    >
      {attention.length === 0 ? (
        <p className="text-muted">
          Nothing waits for anybody. {counts.active} of {counts.current} connections are active.
        </p>
      ) : (
        <ul className="divide-y divide-border">
          {attention.map((row) => (
            <li
              key={row.id}
              className="grid items-baseline gap-x-4 gap-y-0.5 py-2.5 sm:grid-cols-[minmax(0,1fr)_13rem_minmax(0,1fr)]"
            >
              <span className="min-w-0">
                <TextLink href={paths.connection(organization, row.id)}>{row.name}</TextLink>{" "}
                <span className="text-muted">of {row.cluster.name}</span>
              </span>
              <Status {...row.status} />
              <span className="text-muted">
                {row.waitsFor}
                {row.expiresAt ? (
                  <>
                    {", "}
                    <Countdown to={row.expiresAt} now={now} ended="its time is up" /> left
                  </>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Clusters({ overview, organization }: { overview: OverviewView; organization: string }) {
  return (
    <Panel title="Clusters" actions={<TextLink href={paths.clusters(organization)}>All clusters</TextLink>}>
      <ul className="space-y-4">
        {overview.clusters.map((cluster) => (
          <li key={cluster.id}>
            <p>
              <TextLink href={paths.cluster(organization, cluster.id)} quiet className="font-medium">
                {cluster.name}
              </TextLink>{" "}
              <span className="text-sm text-muted">
                {cluster.place}
                {cluster.held === null ? null : ", on hold"}
              </span>
            </p>
            {cluster.class === "production" ? (
              <Meter used={cluster.used} limit={cluster.limit} what="connections" />
            ) : (
              <p className="text-sm text-muted">Development: it shares its VPC, so it cannot be connected.</p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
