import { ButtonForm } from "@/components/forms/button-form";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import type { ApprovalView, RequestDetail } from "@/lib/domain/requests/views";

/** Before and after the time. */
const standings: Record<ApprovalView["standing"], [string, string]> = {
  counts: ["approved", ""],
  "taken-back": ["approved", "; it was taken back"],
  "of-earlier-terms": ["approved", "; the terms were edited since, so it does not count"],
};

/** Who has approved and who is still needed. Nothing where one person decides and nobody approved anything yet. */
export function ApprovalsPanel({
  request,
  takeBack,
  now,
}: {
  request: RequestDetail;
  /** Null for those who decide nothing. */
  takeBack: FormAction | null;
  now: string;
}) {
  const { approvals, approvalsNeeded, state } = request;
  const given = approvals.filter(({ standing }) => standing === "counts").length;
  if (approvalsNeeded === 1 && (approvals.length === 0 || (state !== "waiting" && approvals.length === 1)))
    return null;
  return (
    <Panel title="Approvals" sentence={stillNeeded(request, given)}>
      <ul className="space-y-2">
        {approvals.map((approval) => (
          <li key={`${approval.edition} ${approval.personName}`}>
            <span className="font-medium">{approval.personName}</span> {standings[approval.standing][0]}{" "}
            <span className="text-muted">
              <Time at={approval.at} now={now} />
              {standings[approval.standing][1]}
            </span>
            {approval.note ? <p className="whitespace-pre-line text-muted">“{approval.note}”</p> : null}
          </li>
        ))}
        {approvals.length === 0 ? <li className="text-muted">Nobody has approved it yet.</li> : null}
      </ul>
      {takeBack && request.can.takeBack.ok ? (
        <div className="mt-3">
          <ButtonForm
            action={takeBack}
            values={{ requestId: request.id }}
            label="Take back my approval"
            pendingLabel="Taking it back"
          />
        </div>
      ) : null}
    </Panel>
  );
}

function stillNeeded({ approvalsNeeded, state }: RequestDetail, given: number): string {
  const count = `${given} of ${approvalsNeeded} people approved the terms as they stand.`;
  if (state !== "waiting") return count;
  const left = approvalsNeeded - given;
  return `${count} ${left === 1 ? "One more provider admin" : `${left} provider admins`} must approve; one who denies is enough to deny it. Nobody counts twice.`;
}
