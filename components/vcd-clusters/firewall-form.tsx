"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { CloseButton } from "@/components/ui/act-dialog";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea";
import type { FormAction } from "@/lib/domain/form-state";

export function FirewallForm({
  action,
  values,
  clients,
}: {
  action: FormAction;
  values: Record<string, string>;
  /** Those that an opening of ours lets in already. */
  clients: string[];
}) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} noValidate className="space-y-4">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      <TextareaField
        id="firewall-clients"
        name="clientCidrs"
        label="Clients to let in"
        required
        mono
        rows={2}
        spellCheck={false}
        autoCapitalize="none"
        defaultValue={fieldValue(state, "clientCidrs", clients.join("\n"))}
        error={fieldError(state, "clientCidrs")}
        example="Addresses that they come from, such as 198.51.100.0/24, parted by commas or new lines."
      />
      <TextareaField
        id="firewall-reason"
        name="reason"
        label="Reason"
        rows={2}
        maxLength={500}
        defaultValue={fieldValue(state, "reason")}
        error={fieldError(state, "reason")}
        example="What it is for. The admin who decides reads it."
      />
      <div className="flex flex-wrap justify-end gap-2">
        <CloseButton>Leave it shut</CloseButton>
        <SubmitButton pendingLabel="Sending the request">Open for clients</SubmitButton>
      </div>
    </form>
  );
}
