"use client";
import { useActionState } from "react";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { Fieldset } from "@/components/ui/fieldset";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { commercialRegions } from "@/lib/domain/connections/regions";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

export function RegisterAccountForm({ action }: { action: FormAction }) {
  const [state, submit] = useActionState(action, idleForm);
  const chosen = state.values?.regions ?? [];
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-5">
      <FormOutcome state={state} />
      <TextField
        id="accountId"
        name="accountId"
        label="Account ID"
        required
        mono
        inputMode="numeric"
        defaultValue={fieldValue(state, "accountId")}
        error={fieldError(state, "accountId")}
        example="12 digits: one of your own AWS accounts, in which clusters run."
      />
      <TextField
        id="name"
        name="name"
        label="Name"
        required
        defaultValue={fieldValue(state, "name")}
        error={fieldError(state, "name")}
        example="As your admins know it, such as production."
      />
      <Fieldset
        id="regions"
        legend="Regions"
        example="Those that clusters run in. Each is looked at apart."
        error={fieldError(state, "regions")}
      >
        {/* New values after a refusal make new boxes: a form that was sent forgets what was ticked. */}
        <ul key={chosen.join()} className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
          {commercialRegions.map((region) => (
            <li key={region.code}>
              <label className="flex min-h-6 items-center gap-2.5">
                <input
                  type="checkbox"
                  name="regions"
                  value={region.code}
                  defaultChecked={chosen.includes(region.code)}
                  className="size-4 shrink-0 accent-accent"
                />
                <span>
                  {region.name} <span className="text-muted">{region.code}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      </Fieldset>
      <TextField
        id="roleArn"
        name="roleArn"
        label="Role ARN"
        mono
        defaultValue={fieldValue(state, "roleArn")}
        error={fieldError(state, "roleArn")}
        example="A role in this account that the worker assumes; it may be made afterwards. Leave it empty where the worker's own credential belongs to this account."
      />
      <p className="max-w-prose text-muted">
        The account is only observed at first: AWS is read, plans are made and shown, nothing is sent until
        you let it act. Where a role is used, the next page shows the external ID and the policies to paste.
      </p>
      <SubmitButton pendingLabel="Registering">Register account</SubmitButton>
    </form>
  );
}
