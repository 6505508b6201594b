"use client";
import { useFormStatus } from "react-dom";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TextareaField } from "@/components/ui/textarea";
import { whyNot } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";
import type { RequestDetail } from "@/lib/domain/requests/views";

/** One form, two buttons: which was pressed travels with it, also without scripts. */
export function DecideForm({ request, action }: { request: RequestDetail; action: FormAction }) {
  const [state, submit] = useFormAction(action);
  if (!request.decide.ok) {
    return <Notice tone="info" title={request.decide.reason} next={request.decide.next} />;
  }
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-4">
      <input type="hidden" name="requestId" value={request.id} />
      <input type="hidden" name="termsDigest" value={request.termsDigest} />
      <FormOutcome state={state} />
      <TextareaField
        id="note"
        name="note"
        label="Note"
        maxLength={500}
        defaultValue={fieldValue(state, "note")}
        error={fieldError(state, "note")}
        example="Needed to deny: what should change before it is asked for again?"
      />
      <Buttons
        approveOff={
          request.refusals > 0
            ? "The checks above refuse this: deny it, or mend the cause first."
            : whyNot(request.can.approve)
        }
      />
    </form>
  );
}

function Buttons({ approveOff }: { approveOff?: string }) {
  const { pending, data } = useFormStatus();
  const deciding = pending ? data?.get("decision") : null;
  return (
    <div className="flex flex-wrap items-start gap-3">
      <Button
        type="submit"
        name="decision"
        value="approve"
        variant="primary"
        pending={deciding === "approve"}
        pendingLabel="Approving"
        disabledReason={approveOff}
      >
        Approve
      </Button>
      <Button
        type="submit"
        name="decision"
        value="deny"
        variant="secondary"
        pending={deciding === "deny"}
        pendingLabel="Denying"
      >
        Deny
      </Button>
    </div>
  );
}
