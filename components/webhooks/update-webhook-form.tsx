"use client";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/domain/form-state";
import { type KindChoices, WebhookFields } from "./webhook-fields";

export function UpdateWebhookForm({
  action,
  values,
  initial,
  choices,
}: {
  action: FormAction;
  values: Record<string, string>;
  initial: { name: string; url: string };
  choices: KindChoices;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-5">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      <WebhookFields state={state} choices={choices} initial={initial} />
      <SubmitButton pendingLabel="Saving">Save webhook</SubmitButton>
    </form>
  );
}
