"use client";
import { useActionState } from "react";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

export function SignOutForm({ action }: { action: FormAction }) {
  const [, submit] = useActionState(action, idleForm);
  return (
    <form action={submit}>
      <SubmitButton variant="secondary" pendingLabel="Signing out">
        Sign out
      </SubmitButton>
    </form>
  );
}
