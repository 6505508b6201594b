import type { ReactNode } from "react";
import { ExposureNext } from "@/components/exposures/exposure-next";
import { ButtonForm } from "@/components/forms/button-form";
import { CopyButton } from "@/components/ui/copy-button";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { Status } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { whyNot } from "@/lib/domain/capability";
import type { VcdClusterView } from "@/lib/domain/exposures/cluster-views";
import type { ExposureView } from "@/lib/domain/exposures/views";
import { paths } from "@/lib/paths";
import type { VcdClusterActions } from "./actions";

/** Whether the cluster can be reached from outside, at which address, since when, and what comes next. */
export function ExposurePanel({
  cluster,
  exposure,
  organization,
  actions,
  findings,
  exposeDialog,
  signInHref,
  now,
}: {
  cluster: VcdClusterView;
  /** The live one, in full. */
  exposure: ExposureView | null;
  organization: string;
  actions: Pick<VcdClusterActions, "withdraw" | "follow">;
  findings: ReactNode;
  exposeDialog: ReactNode;
  signInHref: string | null;
  now: string;
}) {
  const { dnat } = cluster;
  return (
    <Panel
      title="Reachable from outside"
      actions={
        dnat.observedAt ? (
          <p className="text-sm text-muted">
            Rules read <Time at={dnat.observedAt} now={now} />
          </p>
        ) : undefined
      }
    >
      <div className="space-y-4">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <div className="space-y-1">
            <Status {...(exposure?.status ?? dnat.status)} />
            <Address cluster={cluster} />
            <Provenance cluster={cluster} exposure={exposure} now={now} />
          </div>
          <LinkButton
            href={paths.clusterKubeconfig(organization, cluster.id)}
            variant={dnat.code === "active" ? "primary" : "secondary"}
            disabledReason={whyNot(cluster.can.readKubeconfig)}
          >
            Kubeconfig
          </LinkButton>
        </div>
        {findings}
        {exposure ? (
          <div className="space-y-3 border-t border-border pt-4">
            {exposure.state === "exposed" && dnat.findings.length > 0 && !exposure.blocked ? null : (
              <ExposureNext exposure={exposure} signInHref={signInHref} now={now} />
            )}
            {exposure.can.withdraw.ok && exposure.request ? (
              <ButtonForm
                action={actions.withdraw}
                values={{ organization, id: cluster.id, requestId: exposure.request.id }}
                label="Withdraw request"
                pendingLabel="Withdrawing"
              />
            ) : null}
            <p className="text-sm">
              <TextLink href={paths.exposure(organization, exposure.id)}>
                Everything about this exposure
              </TextLink>
            </p>
          </div>
        ) : (
          <>
            {cluster.can.follow.ok ? (
              <div className="max-w-prose space-y-2 border-t border-border pt-4">
                <p>
                  CSE made this rule without Drawbridge. If Drawbridge looks after it, its certificate is
                  checked, its loss is said, and it can be taken back here.
                </p>
                <ButtonForm
                  action={actions.follow}
                  values={{ organization, id: cluster.id }}
                  label="Look after this rule"
                  pendingLabel="Taking it over"
                />
              </div>
            ) : null}
            {exposeDialog}
          </>
        )}
      </div>
    </Panel>
  );
}

function Address({ cluster }: { cluster: VcdClusterView }) {
  const { dnat } = cluster;
  if (!dnat.rule || !dnat.externalAddress) return null;
  const address = dnat.everyPortOpen ? dnat.externalAddress : `${dnat.externalAddress}:${dnat.port}`;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <code className="font-mono text-xl font-semibold [overflow-wrap:anywhere]">{address}</code>
      <CopyButton text={address} what="external address" />
      {dnat.everyPortOpen ? <strong className="text-bad-text">every port</strong> : null}
    </p>
  );
}

function Provenance({
  cluster,
  exposure,
  now,
}: {
  cluster: VcdClusterView;
  exposure: ExposureView | null;
  now: string;
}) {
  const { dnat } = cluster;
  if (!dnat.rule) return null;
  return (
    <p className="text-sm text-muted">
      Rule made by {dnat.madeBy?.word ?? dnat.rule.madeBy}
      {exposure?.since ? (
        <>
          , exposed <Time at={exposure.since} now={now} />
        </>
      ) : null}
      {dnat.edge ? `, on ${dnat.edge.name}` : null}
    </p>
  );
}
