"use client";
import { FormOutcome } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { Checkbox } from "@/components/ui/checkbox";
import { Fieldset } from "@/components/ui/fieldset";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/domain/form-state";

/** Which kinds are mailed. The groups come from the server, so that no words are sent twice. */
export function PreferencesForm({
  action,
  groups,
  disabledReason,
}: {
  action: FormAction;
  groups: { label: string; kinds: { kind: string; name: string; on: boolean }[] }[];
  disabledReason?: string;
}) {
  const [state, submit] = useFormAction(action);
  const entered = state.values?.mailKinds;
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-6">
      <FormOutcome state={state} />
      {groups.map(({ label, kinds }) => (
        <Fieldset key={label} id={`kinds-${label}`} legend={label}>
          {kinds.map(({ kind, name, on }) => (
            <Checkbox
              key={kind}
              id={kind}
              name="mailKinds"
              value={kind}
              label={name}
              defaultChecked={entered ? entered.includes(kind) : on}
            />
          ))}
        </Fieldset>
      ))}
      <SubmitButton pendingLabel="Saving" disabledReason={disabledReason}>
        Save what is mailed
      </SubmitButton>
    </form>
  );
}
