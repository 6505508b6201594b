import { CheckLines, CheckSummary } from "@/components/checks/check-lines";
import { ButtonForm } from "@/components/forms/button-form";
import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { whyNot } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";
import type { AccountDetail } from "@/lib/domain/places/views";

/** Rights, tags and quotas, one by one. What is missing comes first. */
export function CheckPanel({
  account,
  now,
  action,
}: {
  account: AccountDetail;
  now: string;
  action: FormAction;
}) {
  const lines = account.check?.lines ?? [];
  const groups = [...new Set(lines.map((line) => line.region))];
  return (
    <Panel
      title="Check"
      sentence="Asks AWS who we are, reads what sweeps read, and tries every change as a dry run, which changes nothing."
      actions={
        <ButtonForm
          action={action}
          values={{ id: account.id }}
          label={account.check ? "Check again" : "Check"}
          pendingLabel="Asking"
          disabledReason={whyNot(account.manage)}
        />
      }
    >
      {account.checking && account.checkAskedAt ? (
        <Notice tone="working" title="The worker is checking" live>
          Asked <Time at={account.checkAskedAt} now={now} />. The answer appears here by itself within
          seconds; if it does not, see whether a worker runs.
        </Notice>
      ) : null}
      {account.check && account.checkedAt ? (
        <div className="mt-3 space-y-4">
          <CheckSummary lines={lines} />
          <p className="text-muted">
            Checked <Time at={account.checkedAt} now={now} />
            {account.check.arn ? (
              <>
                {" "}
                as <Identifier value={account.check.arn} />
              </>
            ) : null}
          </p>
          {groups.map((region) => (
            <section key={region ?? "account"}>
              <h3 className="font-semibold">{region ?? "Whole account"}</h3>
              <CheckLines lines={lines.filter((line) => line.region === region)} requests="AWS request" />
            </section>
          ))}
        </div>
      ) : account.checking ? null : (
        <p className="text-muted">Not checked yet.</p>
      )}
    </Panel>
  );
}
