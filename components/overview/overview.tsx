import { NoClusters } from "@/components/clusters/cluster-list";
import { QuotaMeters } from "@/components/organizations/quota-meters";
import { Identifier } from "@/components/ui/identifier";
import { Meter } from "@/components/ui/meter";
import { Panel } from "@/components/ui/panel";
import { Status } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { Countdown } from "@/components/ui/time";
import { Timeline } from "@/components/ui/timeline";
import type { OverviewView } from "@/lib/domain/clusters/overview-view";
import type { AwsClusterLine, ClusterLine, VcdClusterLine } from "@/lib/domain/exposures/cluster-views";
import { paths } from "@/lib/paths";
import { FirstConnection, FirstExposure } from "./first-steps";

/** What waits for somebody, what there is, and what happened lately; for a newcomer, how it goes. */
export function Overview({
  overview,
  organization,
  now,
}: {
  overview: OverviewView;
  organization: string;
  now: string;
}) {
  const { counts, exposures, clusters } = overview;
  if (clusters.length === 0) {
    return (
      <div className="rounded-lg border border-border bg-surface-raised">
        <NoClusters
          vcdOrganizations={overview.vcdOrganizations}
          create={overview.create}
          organization={organization}
        />
      </div>
    );
  }
  const connectable = clusters.some((line) => line.provider === "aws" && line.class === "production");
  const exposable = clusters.some((line) => line.provider === "vcd" && line.dialect !== "capvcd");
  return (
    <div className="space-y-5">
      {counts.current + exposures.counts.current > 0 ? (
        <Attention overview={overview} organization={organization} now={now} />
      ) : null}
      {exposures.counts.current === 0 && overview.vcdOrganizations.length > 0 ? (
        <FirstExposure
          organization={organization}
          hasClusters={exposable}
          vcdOrganizations={overview.vcdOrganizations}
          create={overview.create}
        />
      ) : null}
      {connectable && counts.current === 0 ? (
        <FirstConnection organization={organization} may={overview.mayRequest} />
      ) : null}
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <div className="space-y-5">
          <Clusters clusters={clusters} organization={organization} />
          <Panel
            title="Limits"
            sentence="What your organization may have at a time, requests that wait included. Your provider raises them."
          >
            <QuotaMeters quotas={overview.quotas} />
          </Panel>
        </div>
        {overview.recent.length > 0 ? (
          <Panel title="Lately">
            <Timeline
              now={now}
              entries={overview.recent.map((entry) => ({
                ...entry,
                what: (
                  <>
                    <TextLink href={hrefOf(entry.about, organization)} quiet>
                      {entry.about.name}
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

function hrefOf(about: OverviewView["recent"][number]["about"], organization: string): string {
  return about.kind === "connection"
    ? paths.connection(organization, about.id)
    : paths.exposure(organization, about.id);
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
  const { attention, counts, exposures } = overview;
  const more = [
    counts.attention > attention.length
      ? {
          href: paths.connections(organization, { state: "attention" }),
          label: `All ${counts.attention} connections`,
        }
      : null,
    exposures.counts.attention > exposures.attention.length
      ? {
          href: paths.exposures(organization, { state: "attention" }),
          label: `All ${exposures.counts.attention} exposures`,
        }
      : null,
  ].filter((link) => link !== null);
  const none = attention.length + exposures.attention.length === 0;
  return (
    <Panel
      title="Waiting for somebody"
      actions={
        more.length > 0
          ? more.map(({ href, label }) => (
              <TextLink key={href} href={href}>
                {label}
              </TextLink>
            ))
          : undefined
      }
    >
      {none ? (
        <p className="text-muted">Nothing waits for anybody. {standing(overview)}</p>
      ) : (
        <ul className="divide-y divide-border">
          {exposures.attention.map((row) => (
            <li key={row.id} className={rowStyle}>
              <span className="min-w-0">
                <TextLink href={paths.cluster(organization, row.cluster.id)}>{row.cluster.name}</TextLink>{" "}
                <span className="text-muted">exposure{row.address ? ` at ${row.address}` : null}</span>
              </span>
              <Status {...row.status} />
              <span className="text-muted">{row.waitsFor}</span>
            </li>
          ))}
          {attention.map((row) => (
            <li key={row.id} className={rowStyle}>
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

const rowStyle =
  "grid items-baseline gap-x-4 gap-y-0.5 py-2.5 sm:grid-cols-[minmax(0,1fr)_13rem_minmax(0,1fr)]";

function standing({ counts, exposures }: OverviewView): string {
  const said = [
    counts.current > 0 ? `${counts.active} of ${counts.current} connections are active` : null,
    exposures.counts.current > 0
      ? `${exposures.counts.exposed} of ${exposures.counts.current} exposures stand`
      : null,
  ].filter((words) => words !== null);
  return `${said.join("; ")}.`;
}

function Clusters({ clusters, organization }: { clusters: ClusterLine[]; organization: string }) {
  return (
    <Panel title="Clusters" actions={<TextLink href={paths.clusters(organization)}>All clusters</TextLink>}>
      <ul className="space-y-4">
        {clusters.map((cluster) => (
          <li key={cluster.id}>
            <p>
              <TextLink href={paths.cluster(organization, cluster.id)} quiet className="font-medium">
                {cluster.name}
              </TextLink>{" "}
              <span className="text-sm text-muted">
                {cluster.provider === "aws" ? cluster.place : `VCD, ${cluster.siteName}`}
                {cluster.held === null ? null : ", on hold"}
              </span>
            </p>
            {cluster.provider === "aws" ? <InAws cluster={cluster} /> : <InVcd cluster={cluster} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function InAws({ cluster }: { cluster: AwsClusterLine }) {
  return cluster.class === "production" ? (
    <Meter used={cluster.used} limit={cluster.limit} what="connections" />
  ) : (
    <p className="text-sm text-muted">Development: it shares its VPC, so it cannot be connected.</p>
  );
}

function InVcd({ cluster: { status, dnat } }: { cluster: VcdClusterLine }) {
  return (
    <p className="flex flex-wrap items-baseline gap-x-3">
      <Status {...(status.tone === "good" ? dnat.status : status)} />
      {dnat.address ? (
        <Identifier value={dnat.everyPortOpen ? dnat.address : `${dnat.address}:6443`} className="text-sm" />
      ) : null}
      {dnat.everyPortOpen ? (
        <span className="text-sm font-medium text-bad-text">every port is open</span>
      ) : null}
    </p>
  );
}
