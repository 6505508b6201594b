"use client";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Panel } from "@/components/ui/panel";
import type { FormAction } from "@/lib/domain/form-state";

export function DeletePolicy({
  values,
  name,
  on,
  action,
  asked,
}: {
  values: Record<string, string>;
  name: string;
  on: boolean;
  action: FormAction;
  asked: boolean;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <Panel title="Delete" danger>
      <ConfirmDialog
        verb="Delete rule"
        ask="delete"
        asked={asked}
        title={`Delete ${name}?`}
        breaks={[
          on
            ? "It is in force: requests that it decided so far wait for a person, or for other rules, from now on."
            : "It is switched off: nothing is decided otherwise.",
          "What it decided stays decided, and its versions are kept for those who look back.",
        ]}
        action={submit}
        pendingLabel="Deleting"
        outcome={<FormOutcome state={state} />}
      >
        <HiddenFields values={values} />
      </ConfirmDialog>
    </Panel>
  );
}
