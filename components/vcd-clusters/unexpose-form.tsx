"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { CloseButton } from "@/components/ui/act-dialog";
import { RadioGroup } from "@/components/ui/radio-group";
import { SubmitButton } from "@/components/ui/submit-button";
import { whyNot } from "@/lib/domain/capability";
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
  const [first, ...others] = removals;
  // What every way does stands once, beneath them.
  const shared = (first?.consequences ?? []).filter((line) =>
    removals.every(({ consequences }) => consequences.includes(line)),
  );
  return (
    <form action={submit} className="space-y-4">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      {first && others.length === 0 ? (
        <input type="hidden" name="removal" value={first.by} />
      ) : (
        <RadioGroup
          id="removal"
          name="removal"
          legend="Who takes the rule back"
          defaultValue={fieldValue(state, "removal", removals.find(({ can }) => can.ok)?.by)}
          error={fieldError(state, "removal")}
          options={removals.map(({ by, label, consequences, can }) => ({
            value: by,
            label,
            example: consequences
              .filter((line) => !shared.includes(line))
              .map((line) => (
                <span key={line} className="block">
                  {line}
                </span>
              )),
            disabledReason: whyNot(can),
          }))}
        />
      )}
      <Consequences lines={shared} />
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
  if (lines.length === 0) return null;
  return (
    <ul className="list-disc space-y-1.5 pl-5">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
