import { ButtonForm } from "@/components/forms/button-form";
import { PolicyText } from "@/components/forms/policy-text";
import { StopActing } from "@/components/forms/stop-acting";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";
import type { AccountDetail as Account } from "@/lib/domain/places/views";
import { paths } from "@/lib/paths";
import { AccountMode } from "./account-mode";
import { CheckPanel } from "./check-panel";
import { PlacesPanel } from "./places-panel";
import { StrangePeerings } from "./strange-peerings";
import { WouldSend } from "./would-send";

export type AccountActions = Record<"letAct" | "stopActing" | "check" | "hold" | "release", FormAction>;

export function AccountDetail({
  account,
  now,
  actions,
  stopAsked,
}: {
  account: Account;
  now: string;
  actions: AccountActions;
  /** The page was opened to stop acting: `?stop=1`. */
  stopAsked: boolean;
}) {
  return (
    <>
      <PageHeader
        title={account.name}
        sentence={
          account.mode === "act"
            ? "Drawbridge reads this account and sends what its plans say."
            : "Drawbridge reads this account and plans; nothing is sent."
        }
        status={<AccountMode mode={account.mode} />}
        breadcrumbs={[{ label: "Accounts", href: paths.accounts() }]}
      />
      <div className="space-y-5">
        <Next account={account} actions={actions} />
        <PlacesPanel account={account} now={now} actions={actions} />
        <CheckPanel account={account} now={now} action={actions.check} />
        {account.mode === "observe" || account.wouldSend.length > 0 ? <WouldSend account={account} /> : null}
        <StrangePeerings account={account} now={now} />
        <Facts account={account} />
        {account.mode === "act" && account.manage.ok ? (
          <StopActing
            id={account.id}
            where={`in ${account.name}`}
            breaks={whatStops(account)}
            action={actions.stopActing}
            asked={stopAsked}
          />
        ) : null}
      </div>
    </>
  );
}

function whatStops({ places }: Account): string[] {
  const connections = places.reduce((sum, place) => sum + place.connections, 0);
  return [
    "Drawbridge goes back to reading this account: nothing is sent, repaired or removed there.",
    `Active ones of its ${connections} connections stay as they are; those under way wait.`,
  ];
}

function Next({ account, actions }: { account: Account; actions: AccountActions }) {
  if (account.mode === "act") return null;
  const failed = account.check?.lines.filter((line) => line.result === "fail").length ?? 0;
  const connections = account.wouldSend.length;
  return (
    <Notice
      tone="waiting"
      title="Only observed: somebody must let it act"
      next={
        <div className="space-y-3 pt-1">
          <p>
            {connections === 0
              ? "Nothing would be sent right now. From then on, approved connections of its clusters are carried out."
              : `What is listed below for ${connections} ${connections === 1 ? "connection" : "connections"} is sent within seconds.`}
          </p>
          <ButtonForm
            action={actions.letAct}
            values={{ id: account.id }}
            label="Let it act"
            pendingLabel="Letting it act"
            variant="primary"
            disabledReason={whyNot(account.manage)}
          />
        </div>
      }
    >
      {account.check === null
        ? "It has not been checked yet. Check it first: then missing rights, tags and quotas are named before anything needs them."
        : failed > 0
          ? `${failed} ${failed === 1 ? "check" : "checks"} failed. Steps that need those rights will fail too.`
          : "Its check found nothing missing."}
    </Notice>
  );
}

function Facts({ account }: { account: Account }) {
  const facts = [
    { term: "Account ID", description: <Identifier value={account.accountId} copy="account ID" /> },
    {
      term: "Credential",
      description: account.roleArn ? (
        <Identifier value={account.roleArn} copy="role ARN" />
      ) : (
        "The worker's own"
      ),
    },
  ];
  if (account.externalId) {
    facts.push({
      term: "External ID",
      description: <Identifier value={account.externalId} copy="external ID" />,
    });
  }
  return (
    <Panel title="Access">
      <DescriptionList facts={facts} />
      <div className="mt-4 space-y-4">
        {account.policies.trust ? (
          <section className="space-y-2">
            <h3 className="font-semibold">Trust policy of the role</h3>
            <p className="max-w-prose text-muted">
              Who may assume the role, and with which external ID. It was chosen here for this account alone.
            </p>
            <PolicyText text={account.policies.trust} what="trust policy" />
          </section>
        ) : null}
        <details>
          <summary className="cursor-pointer text-accent-text underline">
            Least policy for the {account.roleArn ? "role" : "worker's credential"}
          </summary>
          <div className="mt-2 space-y-2">
            <p className="max-w-prose text-muted">
              Tag each VPC that may be peered <Identifier value="drawbridge:peerable = true" />, and each
              route table that may get routes <Identifier value="drawbridge:managed = true" />.
            </p>
            <PolicyText text={account.policies.worker} what="policy" />
          </div>
        </details>
      </div>
    </Panel>
  );
}
