"use client";
import { FormOutcome, fieldError } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/domain/form-state";
import { roleNames } from "@/lib/domain/people/roles";
import type { MappingLine } from "@/lib/domain/sign-on/views";
import { asOption } from "./role-options";

/** Another role for a group, or none. */
export function ChangeMapping({
  mapping,
  members,
  removeAsked,
  change,
  remove,
}: {
  mapping: MappingLine;
  /** How many are members of its organization by groups. */
  members: number;
  removeAsked: boolean;
  change: FormAction;
  remove: FormAction;
}) {
  const [state, submit] = useFormAction(change);
  const [removed, submitRemoval] = useFormAction(remove);
  const { id, group, organization, role, roles } = mapping;
  const who = members === 1 ? "1 person is a member" : `${members} people are members`;
  return (
    <div className="space-y-4">
      <form action={submit} noValidate className="max-w-xl space-y-4">
        <input type="hidden" name="id" value={id} />
        <FormOutcome state={state} />
        <SelectField
          id="mapped-role"
          name="role"
          label={`Role of ${group} in ${organization.name}`}
          required
          defaultValue={role}
          options={roles.map(asOption)}
          error={fieldError(state, "role")}
          example="Holds for everybody in the group from their next sign-in on."
        />
        <SubmitButton variant="secondary" pendingLabel="Changing">
          Change role
        </SubmitButton>
      </form>
      <ConfirmDialog
        verb="Remove mapping"
        // A form that asks by GET keeps nothing else of the address.
        ask={`remove-${id}`}
        asked={removeAsked}
        title={`Remove what ${group} gives?`}
        breaks={[
          `${group} gives ${roleNames[role]} in ${organization.name} no more, from each person's next sign-in on.`,
          `${who} of ${organization.name} by groups; those with no other mapped group lose it then.`,
          "Who is left without any membership is refused at the door.",
        ]}
        action={submitRemoval}
        pendingLabel="Removing"
        outcome={<FormOutcome state={removed} />}
      >
        <input type="hidden" name="id" value={id} />
      </ConfirmDialog>
    </div>
  );
}
