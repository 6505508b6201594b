"use client";
import type { ButtonSize, ButtonVariant } from "@/components/ui/button-style";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/domain/form-state";
import { FormOutcome } from "./form-outcome";
import { HiddenFields } from "./hidden-fields";
import { useFormAction } from "./use-form-action";

/** A form of one button. What it does is said beside it, by whoever places it. */
export function ButtonForm({
  action,
  values,
  label,
  pendingLabel,
  variant = "secondary",
  size,
  disabledReason,
  spoken,
}: {
  action: FormAction;
  values: Record<string, string>;
  label: string;
  pendingLabel?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  disabledReason?: string;
  /** What it is called where the label alone does not tell it from others of its list. */
  spoken?: string;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} className="space-y-2">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      <SubmitButton
        variant={variant}
        size={size}
        pendingLabel={pendingLabel}
        disabledReason={disabledReason}
        aria-label={spoken}
      >
        {label}
      </SubmitButton>
    </form>
  );
}
