"use client";
import { useActionState } from "react";
import { FormOutcome, fieldError } from "@/components/forms/form-outcome";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

export function SetPasswordForm({
  action,
  token,
  email,
}: {
  action: FormAction;
  token: string;
  email: string;
}) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} noValidate className="space-y-4">
      <input type="hidden" name="token" value={token} />
      {/* Lets a password manager store the password under the right address. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <FormOutcome state={state} />
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
      <SubmitButton pendingLabel="Setting the password">Set password and sign in</SubmitButton>
    </form>
  );
}
