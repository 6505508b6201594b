"use client";
import { useActionState } from "react";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { type FormAction, idleForm } from "@/lib/domain/form-state";
import { FormOutcome, fieldError, fieldValue } from "./form-outcome";
import { HiddenFields } from "./hidden-fields";

/** One line of reason and the button that needs it. */
export function ReasonForm({
  action,
  values,
  id,
  button,
  pendingLabel,
  example,
}: {
  action: FormAction;
  values: Record<string, string>;
  /** Unique on the page. */
  id: string;
  button: string;
  pendingLabel?: string;
  example: string;
}) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} noValidate className="max-w-xl space-y-3">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      <TextField
        id={id}
        name="reason"
        label="Reason"
        required
        maxLength={200}
        defaultValue={fieldValue(state, "reason")}
        error={fieldError(state, "reason")}
        example={example}
      />
      <SubmitButton variant="secondary" pendingLabel={pendingLabel}>
        {button}
      </SubmitButton>
    </form>
  );
}
