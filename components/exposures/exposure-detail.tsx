import type { ReactNode } from "react";
import { ButtonForm } from "@/components/forms/button-form";
import { TaskList } from "@/components/tasks/task-list";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Status } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { Timeline } from "@/components/ui/timeline";
import { Findings } from "@/components/vcd-clusters/findings-panel";
import { LightsPanel } from "@/components/vcd-clusters/lights-panel";
import { whyNot } from "@/lib/domain/capability";
import { isExposureLive } from "@/lib/domain/exposures/states";
import type { ExposureView } from "@/lib/domain/exposures/views";
import type { FormAction } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";
import { ExposureNext } from "./exposure-next";

/** One exposure from its request to its end. What can be done to it is done on its cluster's page. */
export function ExposureDetail({
  exposure,
  organization,
  actions,
  signInHref,
  providerControls,
  now,
}: {
  exposure: ExposureView;
  organization: string;
  actions: Record<"withdraw" | "repair", FormAction>;
  signInHref: string | null;
  providerControls: ReactNode;
  now: string;
}) {
  const { cluster } = exposure;
  const live = isExposureLive(exposure.state);
  const values = { organization, id: cluster.id, exposureId: exposure.id };
  return (
    <>
      <PageHeader
        title={`Exposure of ${cluster.name}`}
        status={<Status {...exposure.status} />}
        sentence={exposure.sentence}
        breadcrumbs={[{ label: "Exposures", href: paths.exposures(organization) }]}
        actions={<LinkButton href={paths.cluster(organization, cluster.id)}>Open the cluster</LinkButton>}
      />
      <div className="space-y-5">
        {exposure.held ? (
          <Notice tone="waiting" title="On hold" next="It goes on as soon as the provider lifts the hold.">
            Nothing is sent for it; what is in place stays.
            {exposure.held.reason ? ` The reason given: ${exposure.held.reason}` : null}
          </Notice>
        ) : null}
        {exposure.stale && live ? (
          <Notice tone="waiting" title="What is shown may be out of date">
            {exposure.stale}
          </Notice>
        ) : null}
        <Panel title={live ? "What comes next" : (exposure.ending?.title ?? "It has ended")}>
          <div className="space-y-3">
            <ExposureNext exposure={exposure} signInHref={signInHref} now={now} />
            {exposure.request ? (
              <LinkButton href={paths.request(organization, exposure.request.id)}>
                Open the request
              </LinkButton>
            ) : null}
            {exposure.can.withdraw.ok && exposure.request ? (
              <ButtonForm
                action={actions.withdraw}
                values={{ ...values, requestId: exposure.request.id }}
                label="Withdraw request"
                pendingLabel="Withdrawing"
              />
            ) : null}
            {live ? null : (
              <LinkButton
                href={paths.clusterDialog(organization, cluster.id, "expose")}
                disabledReason={whyNot(exposure.can.exposeAgain)}
              >
                Expose again
              </LinkButton>
            )}
          </div>
        </Panel>
        {live ? (
          <>
            <Findings
              findings={exposure.findings}
              repairs={exposure.repairs}
              repair={actions.repair}
              may={exposure.can.repair}
              values={values}
              removal={{
                href: paths.clusterDialog(organization, cluster.id, "unexpose"),
                can: exposure.can.remove,
              }}
            />
            <LightsPanel
              dnat={{ ...exposure.dnat, lights: exposure.lights }}
              stale={exposure.stale}
              now={now}
            />
          </>
        ) : null}
        <Facts exposure={exposure} organization={organization} now={now} />
        {exposure.tasks.length > 0 ? (
          <Panel title="Tasks">
            <TaskList tasks={exposure.tasks} now={now} />
          </Panel>
        ) : null}
        <Panel title="Timeline">
          <Timeline
            now={now}
            entries={exposure.timeline.map((entry) => ({
              ...entry,
              cause: entry.cause ?? undefined,
              requestId: entry.requestId ?? undefined,
              requestIdLabel: "VCD request",
            }))}
          />
        </Panel>
        {providerControls}
      </div>
    </>
  );
}

function Facts({
  exposure,
  organization,
  now,
}: {
  exposure: ExposureView;
  organization: string;
  now: string;
}) {
  const { request, cluster } = exposure;
  const none = <span className="text-muted">none</span>;
  return (
    <Panel title="Facts">
      <DescriptionList
        facts={[
          {
            term: "Cluster",
            description: <TextLink href={paths.cluster(organization, cluster.id)}>{cluster.name}</TextLink>,
          },
          {
            term: "External address",
            description: exposure.address ? (
              <Identifier value={`${exposure.address}:${exposure.port}`} copy="external address" />
            ) : (
              none
            ),
          },
          {
            term: "Leads to",
            description: exposure.internalAddress ? <Identifier value={exposure.internalAddress} /> : none,
          },
          { term: "Edge gateway", description: exposure.edgeName ?? none },
          { term: "How", description: exposure.wayWord },
          {
            term: "Site",
            description: `${exposure.siteName}, organization ${exposure.vcdOrganizationName}`,
          },
          {
            term: "Asked for by",
            description: (
              <>
                {exposure.requestedBy}, <Time at={exposure.createdAt} now={now} />
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
          ...(exposure.since
            ? [{ term: "Exposed", description: <Time at={exposure.since} now={now} /> }]
            : []),
        ]}
      />
    </Panel>
  );
}
