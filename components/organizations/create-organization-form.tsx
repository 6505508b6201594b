"use client";
import { useActionState } from "react";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

export function CreateOrganizationForm({ action }: { action: FormAction }) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} noValidate className="max-w-xl space-y-5">
      <FormOutcome state={state} />
      <TextField
        id="name"
        name="name"
        label="Name"
        required
        defaultValue={fieldValue(state, "name")}
        error={fieldError(state, "name")}
        example="As its people write it, such as Acme Payments."
      />
      <TextField
        id="slug"
        name="slug"
        label="Address"
        required
        mono
        defaultValue={fieldValue(state, "slug")}
        error={fieldError(state, "slug")}
        example="Stands in the address of its pages, such as acme-payments. It stays as it is."
      />
      <SubmitButton pendingLabel="Creating">Create organization</SubmitButton>
    </form>
  );
}
