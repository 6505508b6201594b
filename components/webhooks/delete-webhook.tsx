"use client";
import { useActionState } from "react";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

export function DeleteWebhook({
  action,
  values,
  name,
  asked,
}: {
  action: FormAction;
  values: Record<string, string>;
  name: string;
  asked: boolean;
}) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <ConfirmDialog
      verb="Delete webhook"
      ask="delete"
      asked={asked}
      title={`Delete ${name}?`}
      breaks={[
        "It is called no more, and what is still to be delivered to it is not sent.",
        "Its log goes with it. A new one has another secret.",
      ]}
      action={submit}
      pendingLabel="Deleting"
      outcome={<FormOutcome state={state} />}
    >
      <HiddenFields values={values} />
    </ConfirmDialog>
  );
}
