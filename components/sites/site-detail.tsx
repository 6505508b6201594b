import { AccountMode } from "@/components/accounts/account-mode";
import { CheckLines, CheckSummary } from "@/components/checks/check-lines";
import { ButtonForm } from "@/components/forms/button-form";
import { StopActing } from "@/components/forms/stop-acting";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { whyNot } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";
import type { SiteDetail as Site } from "@/lib/domain/sites/views";
import { paths } from "@/lib/paths";
import { AccessPanel } from "./access-panel";
import { OrganizationsPanel } from "./organizations-panel";
import { SiteWouldSend } from "./site-would-send";

export type SiteActions = Record<
  "letAct" | "stopActing" | "check" | "bind" | "unbind" | "hold" | "release",
  FormAction
>;

export function SiteDetail({
  site,
  now,
  actions,
  stopAsked,
}: {
  site: Site;
  now: string;
  actions: SiteActions;
  /** The page was opened to stop acting: `?stop=1`. */
  stopAsked: boolean;
}) {
  return (
    <>
      <PageHeader
        title={site.name}
        sentence={
          site.mode === "act"
            ? "Drawbridge reads this site and sends what its plans say."
            : "Drawbridge reads this site and plans; nothing is sent."
        }
        status={<AccountMode mode={site.mode} />}
        breadcrumbs={[{ label: "Sites", href: paths.sites() }]}
      />
      <div className="space-y-5">
        <Next site={site} action={actions.letAct} />
        <OrganizationsPanel site={site} now={now} actions={actions} />
        <Check site={site} now={now} action={actions.check} />
        {site.mode === "observe" || site.wouldSend.length > 0 ? <SiteWouldSend site={site} /> : null}
        <AccessPanel site={site} now={now} />
        {site.mode === "act" && site.manage.ok ? (
          <StopActing
            id={site.id}
            where={`at ${site.name}`}
            breaks={whatStops(site)}
            action={actions.stopActing}
            asked={stopAsked}
          />
        ) : null}
      </div>
    </>
  );
}

function whatStops({ organizations }: Site): string[] {
  const exposures = organizations.reduce((sum, { binding }) => sum + (binding?.exposures ?? 0), 0);
  return [
    "Drawbridge goes back to reading this site: no rule is made, repaired or taken away there.",
    `Those of its ${exposures} exposures that stand stay as they are; those under way wait.`,
  ];
}

function Next({ site, action }: { site: Site; action: FormAction }) {
  if (site.mode === "act") return null;
  const failed = site.check?.lines.filter((line) => line.result === "fail").length ?? 0;
  const waiting = site.wouldSend.length;
  return (
    <Notice
      tone="waiting"
      title="Only observed: somebody must let it act"
      next={
        <div className="space-y-3 pt-1">
          <p>
            {waiting === 0
              ? "Nothing would be sent right now. From then on, approved exposures of its clusters are carried out."
              : `What is listed below for ${waiting} ${waiting === 1 ? "exposure" : "exposures"} is sent within seconds.`}
          </p>
          <ButtonForm
            action={action}
            values={{ id: site.id }}
            label="Let it act"
            pendingLabel="Letting it act"
            variant="primary"
            disabledReason={whyNot(site.manage)}
          />
        </div>
      }
    >
      {site.check === null
        ? "It has not been checked yet. The check names what is missing before anything needs it."
        : failed > 0
          ? `${failed} ${failed === 1 ? "check" : "checks"} failed: each says below what to do first.`
          : "Its check found nothing missing."}
    </Notice>
  );
}

function Check({ site, now, action }: { site: Site; now: string; action: FormAction }) {
  const lines = site.check?.lines ?? [];
  return (
    <Panel
      title="Check"
      sentence="Tries the address, its certificate, the credential and each right that it needs. Nothing is changed, and CSE is not called."
      actions={
        <ButtonForm
          action={action}
          values={{ id: site.id }}
          label={site.check ? "Check again" : "Check"}
          pendingLabel="Asking"
          disabledReason={whyNot(site.manage)}
        />
      }
    >
      {site.checking ? (
        <Notice tone="working" title="The worker is checking" live>
          The answer appears here by itself within seconds. If it does not, see whether a worker runs.
        </Notice>
      ) : null}
      {site.check && site.checkedAt ? (
        <div className="mt-3 space-y-4">
          <CheckSummary lines={lines} />
          <p className="text-muted">
            Checked <Time at={site.checkedAt} now={now} />
            {site.check.user ? ` as ${site.check.user}` : ""}
          </p>
          <CheckLines lines={lines} requests="VMware Cloud Director request" />
        </div>
      ) : site.checking ? null : (
        <p className="text-muted">Not checked yet.</p>
      )}
    </Panel>
  );
}
