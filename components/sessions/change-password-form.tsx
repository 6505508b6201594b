"use client";
import { FormOutcome, fieldError } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { FormAction } from "@/lib/domain/form-state";

export function ChangePasswordForm({ action }: { action: FormAction }) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} noValidate className="max-w-sm space-y-4">
      <FormOutcome state={state} />
      <TextField
        id="present"
        name="present"
        label="Present password"
        required
        type="password"
        autoComplete="current-password"
        error={fieldError(state, "present")}
      />
      <TextField
        id="password"
        name="password"
        label="New password"
        required
        type="password"
        autoComplete="new-password"
        example="At least 12 characters. A few words you remember do well."
        error={fieldError(state, "password")}
      />
      <TextField
        id="repeated"
        name="repeated"
        label="New password again"
        required
        type="password"
        autoComplete="new-password"
        error={fieldError(state, "repeated")}
      />
      <SubmitButton pendingLabel="Changing the password">Change password</SubmitButton>
    </form>
  );
}
