"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { CloseButton } from "@/components/ui/act-dialog";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea";
import type { FormAction } from "@/lib/domain/form-state";

export function ExposeForm({
  action,
  values,
  label,
  firewall,
}: {
  action: FormAction;
  values: Record<string, string>;
  label: string;
  firewall: string | null;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} noValidate className="space-y-4">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      <div className="space-y-1.5">
        <TextareaField
          id="expose-clients"
          name="clientCidrs"
          label="Open the edge's firewall for"
          mono
          rows={2}
          spellCheck={false}
          autoCapitalize="none"
          defaultValue={fieldValue(state, "clientCidrs")}
          error={fieldError(state, "clientCidrs")}
          example="Addresses that clients come from, such as 198.51.100.0/24, parted by commas or new lines. Left empty, the firewall stays as it is."
        />
        {firewall ? <p className="text-sm text-muted">Now: {firewall}</p> : null}
      </div>
      <TextareaField
        id="expose-reason"
        name="reason"
        label="Reason"
        rows={2}
        maxLength={500}
        defaultValue={fieldValue(state, "reason")}
        error={fieldError(state, "reason")}
        example="What it is for. The admin who decides reads it."
      />
      <div className="flex flex-wrap justify-end gap-2">
        <CloseButton>Not now</CloseButton>
        <SubmitButton pendingLabel="Sending the request">{label}</SubmitButton>
      </div>
    </form>
  );
}
