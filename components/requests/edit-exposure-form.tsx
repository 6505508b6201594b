"use client";
import { useActionState } from "react";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

/** Made of what the form of a connection is made of: the same page has both in its scripts. */
export function EditExposureForm({
  action,
  values,
  clientCidrs,
  reason,
  needsClients,
}: {
  action: FormAction;
  values: Record<string, string>;
  clientCidrs: string;
  reason: string;
  /** Without clients there would be nothing to ask for. */
  needsClients: boolean;
}) {
  const [state, submit] = useActionState(action, idleForm);
  const entered = (name: string, initial: string) => state.values?.[name]?.[0] ?? initial;
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-5">
      <HiddenFields values={values} />
      {state.message ? (
        <Notice tone="bad" title={state.message} next={state.next} requestId={state.reference} live />
      ) : null}
      <TextareaField
        id="clientCidrs"
        name="clientCidrs"
        label="Open the edge's firewall for"
        required={needsClients}
        mono
        rows={2}
        spellCheck={false}
        autoCapitalize="none"
        defaultValue={entered("clientCidrs", clientCidrs)}
        error={state.fields?.clientCidrs?.join(" ")}
        example={`Addresses that clients come from, such as 198.51.100.0/24, parted by commas or new lines.${needsClients ? "" : " Left empty, the firewall stays as it is."}`}
      />
      <TextareaField
        id="reason"
        name="reason"
        label="Reason"
        maxLength={500}
        defaultValue={entered("reason", reason)}
        error={state.fields?.reason?.join(" ")}
        example="What it is for. The admin who decides reads it."
      />
      <p className="max-w-prose border-t border-border pt-4 text-muted">
        The request waits on with these values, and the days until it ends count anew. Approvals of the
        earlier values no longer count. What changed is written into the request's comments.
      </p>
      <SubmitButton pendingLabel="Sending the edit">Save the edit</SubmitButton>
    </form>
  );
}
