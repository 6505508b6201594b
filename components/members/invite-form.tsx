"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { FormAction } from "@/lib/domain/form-state";
import { type Role, roleNames } from "@/lib/domain/people/roles";
import type { MembersScope } from "./member-actions";
import { SingleUseLink } from "./single-use-link";

/** Invites somebody by address and role; the link is shown once. */
export function InviteForm({
  scope,
  roles,
  origin,
  mailFrom,
  action,
}: {
  scope: MembersScope;
  roles: readonly Role[];
  /** Where links begin. */
  origin: string;
  /** Whom links are mailed from; null where none are. */
  mailFrom: string | null;
  action: FormAction;
}) {
  const [state, submit] = useFormAction(action);
  const { made } = state;
  return (
    <form action={submit} noValidate className="max-w-xl space-y-4">
      <HiddenFields values={scope} />
      {made ? (
        <SingleUseLink url={`${origin}${made.path}`} name={made.name} of="invitation" mailed={made.mailed} />
      ) : (
        <FormOutcome state={state} />
      )}
      <TextField
        id="email"
        name="email"
        label="Email"
        required
        type="email"
        autoCapitalize="none"
        defaultValue={fieldValue(state, "email")}
        error={fieldError(state, "email")}
        example="Whom the invitation is for, such as ana@example.com. One open invitation per address."
      />
      <SelectField
        id="role"
        name="role"
        label="Role"
        required
        placeholder="Choose a role"
        defaultValue={fieldValue(state, "role")}
        error={fieldError(state, "role")}
        options={roles.map((role) => ({ value: role, label: roleNames[role] }))}
      />
      <p className="max-w-prose text-sm text-muted">
        {mailFrom
          ? `The link is mailed to them from ${mailFrom}, and shown to you once.`
          : "This installation sends no e-mail: you get a link to hand over."}{" "}
        Nobody is a member before they accept.
      </p>
      <SubmitButton variant="secondary" pendingLabel="Inviting">
        Invite
      </SubmitButton>
    </form>
  );
}
