"use client";
import { useActionState } from "react";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { type FormAction, idleForm } from "@/lib/domain/form-state";
import { AuthorityField } from "./authority-field";
import { CredentialFields } from "./credential-fields";

export function RegisterSiteForm({ action }: { action: FormAction }) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-5">
      <FormOutcome state={state} />
      <TextField
        id="name"
        name="name"
        label="Name"
        required
        defaultValue={fieldValue(state, "name")}
        error={fieldError(state, "name")}
        example="Tenants choose it by this name when they sign in, such as Frankfurt."
      />
      <TextField
        id="url"
        name="url"
        label="Address"
        required
        mono
        inputMode="url"
        defaultValue={fieldValue(state, "url")}
        error={fieldError(state, "url")}
        example="Of VMware Cloud Director, such as https://vcd.example.com."
      />
      <AuthorityField state={state} />
      <CredentialFields state={state} />
      <p className="max-w-prose text-muted">
        The site is only observed at first, and checked at once: it is read, plans are made and shown, and
        nothing is sent until you let it act. Next you say whose its organizations are.
      </p>
      <SubmitButton pendingLabel="Registering">Register site</SubmitButton>
    </form>
  );
}
