"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea";
import type { FormAction } from "@/lib/domain/form-state";

export function CommentForm({ action, values }: { action: FormAction; values: Record<string, string> }) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-3">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      <TextareaField
        id="comment"
        name="comment"
        label="Comment"
        required
        rows={2}
        maxLength={2000}
        defaultValue={fieldValue(state, "comment")}
        error={fieldError(state, "comment")}
      />
      <SubmitButton variant="secondary" pendingLabel="Adding">
        Add comment
      </SubmitButton>
    </form>
  );
}
