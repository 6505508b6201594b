"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { FormAction } from "@/lib/domain/form-state";
import type { OrganizationDetail } from "@/lib/domain/organizations/views";
import { roleNames } from "@/lib/domain/people/roles";
import { PasswordLink } from "./password-link";

export function AddMemberForm({
  organization,
  origin,
  action,
}: {
  organization: OrganizationDetail;
  origin: string;
  action: FormAction;
}) {
  const [state, submit] = useFormAction(action);
  const made = state.status === "done" ? state.made : undefined;
  return (
    <form action={submit} noValidate className="max-w-xl space-y-4">
      <input type="hidden" name="slug" value={organization.slug} />
      {made ? <PasswordLink url={`${origin}${made.path}`} name={made.name} /> : <FormOutcome state={state} />}
      <TextField
        id="email"
        name="email"
        label="Email"
        required
        type="email"
        autoCapitalize="none"
        defaultValue={fieldValue(state, "email")}
        error={fieldError(state, "email")}
      />
      <TextField
        id="member-name"
        name="name"
        label="Name"
        required
        defaultValue={fieldValue(state, "name")}
        error={fieldError(state, "name")}
      />
      <SelectField
        id="role"
        name="role"
        label="Role"
        required
        placeholder="Choose a role"
        defaultValue={fieldValue(state, "role")}
        error={fieldError(state, "role")}
        options={organization.roles.map((role) => ({ value: role, label: roleNames[role] }))}
      />
      <SubmitButton variant="secondary" pendingLabel="Adding">
        Add member
      </SubmitButton>
    </form>
  );
}
