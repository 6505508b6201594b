"use client";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/domain/form-state";
import { ShownSecret } from "./shown-secret";

/** Makes a new secret and shows it once. */
export function RotateSecretForm({ action, values }: { action: FormAction; values: Record<string, string> }) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} className="space-y-3">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      {state.secret ? <ShownSecret text={state.secret.text} name={state.secret.name} /> : null}
      <SubmitButton variant="secondary" pendingLabel="Making it">
        Make a new secret
      </SubmitButton>
    </form>
  );
}
