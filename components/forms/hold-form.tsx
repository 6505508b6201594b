"use client";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { FormAction } from "@/lib/domain/form-state";
import { Disclosed } from "./disclosed";
import { FormOutcome, fieldError, fieldValue } from "./form-outcome";
import { HiddenFields } from "./hidden-fields";
import { useFormAction } from "./use-form-action";

/** Puts something on hold, with a reason that those who wait read. */
export function HoldForm({
  action,
  values,
  id,
  label,
  example,
}: {
  action: FormAction;
  values: Record<string, string>;
  /** Unique on the page. */
  id: string;
  /** The verb with its object: "Hold eu-central-1". */
  label: string;
  example: string;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <Disclosed label={label} open={state.status === "refused" || state.status === "failed"}>
      <form action={submit} noValidate className="space-y-3">
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
        <SubmitButton variant="secondary" pendingLabel="Holding">
          {label}
        </SubmitButton>
      </form>
    </Disclosed>
  );
}
