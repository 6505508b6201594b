"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea";
import type { FormAction } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";

/** Approves what stands above it, one after the other; what came of each is told when all were tried. */
export function SeveralForm({
  action,
  requests,
  risk,
}: {
  action: FormAction;
  /** Ids with the digests that were shown; none once all are decided, when what came of them is still to be read. */
  requests: string[];
  risk: string;
}) {
  const [state, submit] = useFormAction(action);
  if (requests.length === 0 && state.status === "idle") {
    return (
      <Notice tone="info" title="None of these can be approved together">
        Open each to decide it by itself.
      </Notice>
    );
  }
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-4">
      {requests.map((request) => (
        <input key={request} type="hidden" name="request" value={request} />
      ))}
      <input type="hidden" name="risk" value={risk} />
      <div className="whitespace-pre-line">
        <FormOutcome state={state} />
      </div>
      {state.status === "done" || requests.length === 0 ? (
        <LinkButton href={paths.approvals()}>Back to the queue</LinkButton>
      ) : (
        <>
          <TextareaField
            id="note"
            name="note"
            label="Note for all of them"
            rows={2}
            maxLength={500}
            defaultValue={fieldValue(state, "note")}
            error={fieldError(state, "note")}
          />
          <SubmitButton pendingLabel="Approving">
            {requests.length === 1 ? "Approve 1 request" : `Approve ${requests.length} requests`}
          </SubmitButton>
        </>
      )}
    </form>
  );
}
