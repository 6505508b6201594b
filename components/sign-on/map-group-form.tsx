"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { FormAction } from "@/lib/domain/form-state";
import { roleOptions } from "./role-options";

/** Says which group gives which role where. */
export function MapGroupForm({
  action,
  organizations,
}: {
  action: FormAction;
  organizations: { slug: string; name: string }[];
}) {
  const [state, submit] = useFormAction(action);
  const done = state.status === "done";
  return (
    <form action={submit} noValidate className="max-w-xl space-y-4">
      <FormOutcome state={state} />
      <TextField
        id="group"
        name="group"
        label="Group"
        required
        mono
        defaultValue={done ? "" : fieldValue(state, "group")}
        error={fieldError(state, "group")}
        example="Exactly as the provider sends it: a name such as drawbridge-acme-operators, at Entra ID an object ID."
      />
      <SelectField
        id="of"
        name="of"
        label="Organization"
        required
        placeholder="Choose an organization"
        defaultValue={fieldValue(state, "of")}
        options={organizations.map(({ slug, name }) => ({ value: slug, label: name }))}
        error={fieldError(state, "organization")}
      />
      <SelectField
        id="role"
        name="role"
        label="Role"
        required
        placeholder="Choose a role"
        defaultValue={fieldValue(state, "role")}
        options={[...roleOptions]}
        error={fieldError(state, "role")}
        example="Where several groups of a person lead to one organization, the highest role counts."
      />
      <SubmitButton pendingLabel="Mapping">Map group</SubmitButton>
    </form>
  );
}
