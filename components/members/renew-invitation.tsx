"use client";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/domain/form-state";
import { SingleUseLink } from "./single-use-link";

/** Another link for an invitation; the one before works no more. */
export function RenewInvitation({
  values,
  email,
  origin,
  action,
}: {
  values: Record<string, string>;
  email: string;
  origin: string;
  action: FormAction;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} className="space-y-2">
      <HiddenFields values={values} />
      {state.made ? (
        <SingleUseLink
          url={`${origin}${state.made.path}`}
          name={email}
          of="invitation"
          mailed={state.made.mailed}
        />
      ) : (
        <FormOutcome state={state} />
      )}
      <SubmitButton variant="secondary" size="small" pendingLabel="Making a link">
        New link
      </SubmitButton>
    </form>
  );
}
