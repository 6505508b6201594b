"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { CloseButton } from "@/components/ui/act-dialog";
import { RadioGroup } from "@/components/ui/radio-group";
import { SubmitButton } from "@/components/ui/submit-button";
import type { RemovalChoice } from "@/lib/domain/exposures/views";
import type { FormAction } from "@/lib/domain/form-state";

export function UnexposeForm({
  action,
  values,
  removals,
}: {
  action: FormAction;
  values: Record<string, string>;
  removals: RemovalChoice[];
}) {
  const [state, submit] = useFormAction(action);
  const [only, ...others] = removals;
  const first = removals.find(({ can }) => can.ok);
  return (
    <form action={submit} className="space-y-4">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      {only && others.length === 0 ? (
        <>
          <input type="hidden" name="removal" value={only.by} />
          <Consequences lines={only.consequences} />
        </>
      ) : (
        <RadioGroup
          id="removal"
          name="removal"
          legend="Who takes the rule back"
          defaultValue={fieldValue(state, "removal", first?.by)}
          error={fieldError(state, "removal")}
          options={removals.map((choice) => ({
            value: choice.by,
            label: choice.label,
            example: choice.consequences.join(" "),
            disabledReason: choice.can.ok ? undefined : `${choice.can.reason} ${choice.can.next}`,
          }))}
        />
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <CloseButton>Keep it exposed</CloseButton>
        <SubmitButton variant="danger" pendingLabel="Un-exposing">
          Un-expose cluster
        </SubmitButton>
      </div>
    </form>
  );
}

function Consequences({ lines }: { lines: string[] }) {
  return (
    <ul className="list-disc space-y-1.5 pl-5">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
