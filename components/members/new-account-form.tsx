"use client";
import { useActionState } from "react";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

/** Makes an account of the invited address, with a password, and joins with it. */
export function NewAccountForm({
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
        id="name"
        name="name"
        label="Name"
        required
        autoComplete="name"
        defaultValue={fieldValue(state, "name")}
        error={fieldError(state, "name")}
        example="As others are to read it."
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
      <SubmitButton pendingLabel="Joining">Make account and join</SubmitButton>
    </form>
  );
}
