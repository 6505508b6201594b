"use client";
import { useActionState } from "react";
import { FormOutcome } from "@/components/forms/form-outcome";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

/** Joins as who is signed in. */
export function JoinForm({ action, token, name }: { action: FormAction; token: string; name: string }) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} className="space-y-4">
      <input type="hidden" name="token" value={token} />
      <FormOutcome state={state} />
      <SubmitButton pendingLabel="Joining">Join {name}</SubmitButton>
    </form>
  );
}
