"use client";
import { useActionState } from "react";
import { FormOutcome, fieldValue } from "@/components/forms/form-outcome";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

export function SignInForm({ action, next }: { action: FormAction; next: string }) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} noValidate className="space-y-4">
      <input type="hidden" name="next" value={next} />
      <FormOutcome state={state} />
      <TextField
        id="email"
        name="email"
        label="Email"
        required
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        defaultValue={fieldValue(state, "email")}
      />
      <TextField
        id="password"
        name="password"
        label="Password"
        required
        type="password"
        autoComplete="current-password"
      />
      <SubmitButton pendingLabel="Signing in">Sign in</SubmitButton>
    </form>
  );
}
