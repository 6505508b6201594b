import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { ButtonForm } from "@/components/forms/button-form";
import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import type { AccountCheckLine } from "@/lib/domain/places/account-check";
import type { AccountDetail } from "@/lib/domain/places/views";

const looks = {
  pass: { Icon: CircleCheck, style: "text-good", word: "Passed" },
  warn: { Icon: TriangleAlert, style: "text-waiting", word: "Warning" },
  fail: { Icon: CircleX, style: "text-bad", word: "Failed" },
};

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
          disabledReason={account.manage.ok ? undefined : `${account.manage.reason} ${account.manage.next}`}
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
          <Summary lines={lines} />
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
              <Lines lines={lines.filter((line) => line.region === region)} />
            </section>
          ))}
        </div>
      ) : account.checking ? null : (
        <p className="text-muted">Not checked yet.</p>
      )}
    </Panel>
  );
}

function Summary({ lines }: { lines: AccountCheckLine[] }) {
  const count = (result: AccountCheckLine["result"]) => lines.filter((line) => line.result === result).length;
  const [failed, warned] = [count("fail"), count("warn")];
  if (failed > 0) {
    return (
      <p className="font-medium text-bad-text">{`${failed} of ${lines.length} failed: each says what to do.`}</p>
    );
  }
  if (warned > 0) {
    return (
      <p className="font-medium text-waiting-text">{`Nothing is missing; ${warned} of ${lines.length} should be read.`}</p>
    );
  }
  return <p className="font-medium text-good-text">{`All ${lines.length} passed.`}</p>;
}

const order = { fail: 0, warn: 1, pass: 2 };

function Lines({ lines }: { lines: AccountCheckLine[] }) {
  const sorted = [...lines].sort((a, b) => order[a.result] - order[b.result]);
  return (
    <ul className="divide-y divide-border">
      {sorted.map((line) => {
        const { Icon, style, word } = looks[line.result];
        return (
          <li key={`${line.name} ${line.message}`} className="flex gap-2.5 py-1.5">
            <Icon size={16} aria-hidden="true" className={`mt-[3px] shrink-0 ${style}`} />
            <div className="min-w-0">
              <span className="sr-only">{word}: </span>
              <Identifier value={line.name} className="font-medium" />
              <p className="max-w-prose text-muted">{line.message}</p>
              {line.fault?.requestId ? (
                <p className="text-sm text-muted">
                  AWS request <Identifier value={line.fault.requestId} />
                </p>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
