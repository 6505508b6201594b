"use client";
import { useActionState } from "react";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { LinkButton } from "@/components/ui/link-button";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, idleForm } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";
import { ShownSecret } from "./shown-secret";
import { type KindChoices, WebhookFields } from "./webhook-fields";

export function CreateWebhookForm({
  action,
  organization,
  choices,
}: {
  action: FormAction;
  organization: string;
  choices: KindChoices;
}) {
  const [state, submit] = useActionState(action, idleForm);
  const { secret } = state;
  if (secret?.id) {
    return (
      <div className="max-w-2xl space-y-5">
        <ShownSecret text={secret.text} name={secret.name} />
        <LinkButton href={paths.webhook(organization, secret.id)} variant="primary">
          Open {secret.name} and send a test
        </LinkButton>
      </div>
    );
  }
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-5">
      <HiddenFields values={{ organization }} />
      <FormOutcome state={state} />
      <WebhookFields state={state} choices={choices} />
      <p className="max-w-prose text-muted">
        You are shown the secret that calls are signed with next, once.
      </p>
      <SubmitButton pendingLabel="Making it">Create webhook</SubmitButton>
    </form>
  );
}
