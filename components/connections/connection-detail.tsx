import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { Timeline } from "@/components/ui/timeline";
import type { ConnectionView } from "@/lib/domain/connections/views";
import { paths } from "@/lib/paths";
import { JustButton, OneField } from "./action-forms";
import type { ConnectionActions } from "./connection-actions";
import { FactsPanel, RoutesPanel } from "./facts-panel";
import { HealthPanel } from "./health-panel";
import { NetworkPicture } from "./network-picture";
import { NextPanel } from "./next-panel";
import { RemoveConnection } from "./remove-connection";

/** Everything about one connection, in the order of the questions that people have. */
export function ConnectionDetail({
  connection: data,
  organization,
  now,
  askedToRemove,
  actions,
  addressLine,
  remarks,
  providerControls,
}: {
  connection: ConnectionView;
  organization: string;
  now: string;
  askedToRemove: boolean;
  actions: Pick<ConnectionActions, "rename" | "remove" | "withdraw">;
  addressLine: ReactNode;
  remarks: ReactNode;
  providerControls: ReactNode;
}) {
  const { can, id, request } = data;
  return (
    <>
      <PageHeader
        title={data.name}
        status={<Status {...data.status} />}
        sentence={data.sentence}
        breadcrumbs={[{ label: "Connections", href: paths.connections(organization) }]}
        actions={
          data.seenAt ? (
            <p className="text-sm text-muted">
              Seen <Time at={data.seenAt} now={now} />
            </p>
          ) : undefined
        }
      />
      <div className="space-y-5">
        {data.change ? <ChangeWaits change={data.change} organization={organization} /> : null}
        <NextPanel connection={data} now={now}>
          {can.withdraw.ok && request ? (
            <JustButton
              action={actions.withdraw}
              hidden={{ organization, id: data.id, requestId: request.id }}
              button="Withdraw request"
            />
          ) : null}
          {request ? (
            <LinkButton href={paths.request(organization, request.id)}>Open the request</LinkButton>
          ) : null}
          {can.edit.ok && request ? (
            <LinkButton href={paths.editRequest(organization, request.id)}>
              {request.state === "waiting" ? "Edit request" : "Change connection"}
            </LinkButton>
          ) : null}
          {can.requestAgain.ok ? (
            <LinkButton href={paths.newConnection(organization, { from: data.id })} variant="primary">
              Request again
            </LinkButton>
          ) : null}
        </NextPanel>
        <NetworkPicture picture={data.picture}>{addressLine}</NetworkPicture>
        <HealthPanel connection={data} now={now} />
        <RoutesPanel connection={data} now={now} />
        <FactsPanel connection={data} organization={organization} now={now} />
        {remarks}
        <Panel title="Timeline">
          <Timeline
            now={now}
            entries={data.timeline.map((entry) => ({
              ...entry,
              cause: entry.cause ?? undefined,
              requestId: entry.requestId ?? undefined,
            }))}
          />
        </Panel>
        {can.rename.ok ? (
          <Panel title="Rename">
            <OneField
              action={actions.rename}
              hidden={{ organization, id }}
              id="rename"
              name="name"
              label="Name"
              defaultValue={data.name}
              example="Only Drawbridge knows the name: nothing changes at AWS."
              button="Rename"
            />
          </Panel>
        ) : null}
        {providerControls}
        <RemoveConnection
          name={data.name}
          removal={data.removal}
          remove={can.remove}
          values={{ organization, id }}
          action={actions.remove}
          asked={askedToRemove}
        />
      </div>
    </>
  );
}

/** What is asked to become of a connection that goes on as approved until somebody decided. */
function ChangeWaits({
  change,
  organization,
}: {
  change: NonNullable<ConnectionView["change"]>;
  organization: string;
}) {
  return (
    <Notice
      tone="waiting"
      title="A change of this connection waits for approval"
      next={<LinkButton href={paths.request(organization, change.requestId)}>Open the request</LinkButton>}
    >
      It goes on as it was approved until then. Asked for: {change.cidrs.join(", ")}, DNS resolution{" "}
      {change.dnsResolution ? "on" : "off"}.
    </Notice>
  );
}
