import type { ReactNode } from "react";
import { ExposureHistory } from "@/components/exposures/exposure-history";
import { TaskList } from "@/components/tasks/task-list";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { Timeline } from "@/components/ui/timeline";
import type { VcdClusterView } from "@/lib/domain/exposures/cluster-views";
import { drawPath } from "@/lib/domain/exposures/path-picture";
import type { ExposureView } from "@/lib/domain/exposures/views";
import { paths } from "@/lib/paths";
import type { VcdClusterActions } from "./actions";
import { Acts } from "./acts-panel";
import { ExposeDialog } from "./expose-dialog";
import { ExposurePanel } from "./exposure-panel";
import { FactsPanel, NodesPanel, VirtualServicesPanel } from "./facts-panels";
import { Findings } from "./findings-panel";
import { FirewallPanel } from "./firewall-panel";
import { LightsPanel } from "./lights-panel";
import { PathPanel } from "./path-panel";
import { UnexposeDialog } from "./unexpose-dialog";

/** Everything about a cluster of VCD, in the order of the questions that people have. */
export function VcdClusterDetail({
  cluster,
  exposure,
  organization,
  show,
  actions,
  acts,
  removal,
  providerControls,
  now,
}: {
  cluster: VcdClusterView;
  /** The live one, in full; null where there is none. */
  exposure: ExposureView | null;
  organization: string;
  /** The dialog that the page was opened with. */
  show: string | null;
  actions: VcdClusterActions;
  /** Buttons and dialogs for resize, upgrade and share. */
  acts: ReactNode;
  /** Those for deleting it. */
  removal: ReactNode;
  providerControls: ReactNode;
  now: string;
}) {
  const { dnat, can, place } = cluster;
  const values = { organization, id: cluster.id, exposureId: exposure?.id ?? "" };
  const signInHref = paths.signInVcd({
    next: paths.cluster(organization, cluster.id),
    site: place.siteId,
    organization: place.organizationName,
  });
  const controlPlane = cluster.nodes.find(({ role }) => role === "control plane") ?? null;
  const ownWay = cluster.dialect === "capvcd";
  const gone = cluster.goneAt !== null;
  const asked = exposure?.state === "awaiting-approval";
  const underWay = exposure !== null && !asked;
  return (
    <>
      <PageHeader
        title={cluster.name}
        status={<Status {...cluster.status} />}
        sentence={headline(cluster, exposure)}
        breadcrumbs={[{ label: "Clusters", href: paths.clusters(organization) }]}
        actions={
          cluster.seenAt ? (
            <p className="text-sm text-muted">
              Seen <Time at={cluster.seenAt} now={now} />
            </p>
          ) : undefined
        }
      />
      <div className="space-y-5">
        <Notices cluster={cluster} signInHref={signInHref} now={now} />
        <Acts acts={cluster.acts} cancel={actions.cancelAct} organization={organization} now={now} />
        {ownWay ? null : (
          <>
            <ExposurePanel
              cluster={cluster}
              exposure={exposure}
              organization={organization}
              actions={actions}
              signInHref={cluster.signedIn?.usable ? null : signInHref}
              now={now}
              findings={
                <Findings
                  findings={dnat.findings}
                  repairs={cluster.repairs}
                  repair={actions.repair}
                  may={can.repair}
                  values={values}
                  removal={{
                    href: paths.clusterDialog(organization, cluster.id, "unexpose"),
                    can: can.unexpose,
                  }}
                />
              }
              exposeDialog={
                gone ? null : (
                  <ExposeDialog
                    clusterName={cluster.name}
                    again={cluster.history.some(({ state }) => state === "off")}
                    can={can.expose}
                    asked={show === "expose"}
                    consequences={cluster.exposeConsequences}
                    preflight={cluster.preflight}
                    firewall={dnat.firewall?.sentence ?? null}
                    action={actions.expose}
                    values={values}
                  />
                )
              }
            />
            <PathPanel
              path={drawPath({
                clusterName: cluster.name,
                networkName: cluster.networkName,
                controlPlane,
                edgeName: cluster.edge?.name ?? null,
                reserved: exposure?.address ?? null,
                dnat,
              })}
            />
            {dnat.rule || underWay ? <LightsPanel dnat={dnat} stale={cluster.stale} now={now} /> : null}
            {dnat.firewall && dnat.rule ? (
              <FirewallPanel
                firewall={dnat.firewall}
                can={can.openFirewall}
                asked={show === "open-firewall"}
                action={actions.openFirewall}
                close={actions.closeFirewall}
                canClose={exposure?.can.closeFirewall ?? null}
                values={values}
                now={now}
              />
            ) : null}
          </>
        )}
        <VirtualServicesPanel cluster={cluster} />
        {cluster.tasks.length > 0 ? (
          <Panel title="Tasks" sentence="What VMware Cloud Director and CSE are doing, or did, step by step.">
            <TaskList tasks={cluster.tasks} now={now} />
          </Panel>
        ) : null}
        <NodesPanel cluster={cluster} />
        <FactsPanel cluster={cluster} organization={organization} />
        <ExposureHistory
          exposures={cluster.history}
          clusterName={cluster.name}
          organization={organization}
          now={now}
        />
        {cluster.timeline.length > 0 ? (
          <Panel title="Timeline">
            <Timeline
              now={now}
              entries={cluster.timeline.map((entry) => ({
                ...entry,
                cause: entry.cause ?? undefined,
                requestId: entry.requestId ?? undefined,
                requestIdLabel: "VCD request",
              }))}
            />
          </Panel>
        ) : null}
        {providerControls}
        {gone ? null : acts}
        {ownWay || asked || cluster.removals.length === 0 ? null : (
          <Panel title="Un-expose" danger>
            <div className="space-y-3">
              <p className="max-w-prose text-muted">
                The way in from outside is shut. Workloads keep running; kubectl from outside and everything
                that uses this address stops working.
              </p>
              <UnexposeDialog
                clusterName={cluster.name}
                can={can.unexpose}
                asked={show === "unexpose"}
                removals={cluster.removals}
                action={actions.unexpose}
                values={values}
              />
            </div>
          </Panel>
        )}
        {gone ? null : removal}
      </div>
    </>
  );
}

/** One sentence: how it is reached, or, of a cluster that CSE has not made yet, what it waits for. */
function headline(cluster: VcdClusterView, exposure: ExposureView | null): string {
  if (cluster.readOnly) return cluster.readOnly;
  if (cluster.entityId === null && exposure) return exposure.sentence;
  return cluster.dnat.sentence;
}

function Notices({ cluster, signInHref, now }: { cluster: VcdClusterView; signInHref: string; now: string }) {
  const { held, place, signedIn } = cluster;
  return (
    <>
      {cluster.goneAt ? (
        <Notice tone="info" title="This cluster is gone">
          It was not found in VMware Cloud Director since <Time at={cluster.goneAt} now={now} />. What is
          shown is the last that was seen; rules it left on the edge gateway are shown as long as they are
          there.
        </Notice>
      ) : null}
      {held ? (
        <Notice tone="waiting" title="On hold" next="It goes on as soon as the provider lifts the hold.">
          Nothing is sent to VMware Cloud Director for{" "}
          {held.by === "cluster" ? "this cluster" : "this organization"}; what is in place stays.
          {held.reason ? ` The reason given: ${held.reason}` : null}
        </Notice>
      ) : null}
      {place.observeOnly ? (
        <Notice tone="info" title="Observe only" next="An admin of the provider lets Drawbridge act there.">
          Drawbridge may only look at {place.siteName} so far. Exposures can be asked for; nothing is sent
          yet.
        </Notice>
      ) : null}
      {cluster.stale ? (
        <Notice tone="waiting" title="What is shown may be out of date">
          {cluster.stale}
        </Notice>
      ) : null}
      {signedIn?.usable || cluster.goneAt ? null : (
        <Notice
          tone="info"
          title={
            signedIn
              ? "Your sign-in to VMware Cloud Director has ended"
              : "Not signed in to VMware Cloud Director"
          }
          next={
            <LinkButton href={signInHref} size="small">
              Sign in to {place.siteName}
            </LinkButton>
          }
        >
          What CSE does in your name, such as a kubeconfig or a resize, goes with your own account at{" "}
          {place.organizationName}.
        </Notice>
      )}
    </>
  );
}
