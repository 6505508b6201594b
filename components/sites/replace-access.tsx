"use client";
import { useActionState } from "react";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormAction, idleForm } from "@/lib/domain/form-state";
import { AuthorityField } from "./authority-field";
import { CredentialFields } from "./credential-fields";

/** Another credential, or another authority, for a site. */
export function ReplaceAccess({
  siteId,
  what,
  action,
}: {
  siteId: string;
  what: "credential" | "authority";
  action: FormAction;
}) {
  const [state, submit] = useActionState(action, idleForm);
  const label = what === "credential" ? "Replace credential" : "Replace certificate authority";
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-5">
      <HiddenFields values={{ id: siteId }} />
      <FormOutcome state={state} />
      {what === "credential" ? (
        <CredentialFields state={state} />
      ) : (
        <>
          <AuthorityField state={state} />
          <p className="max-w-prose text-muted">
            Left empty, the public authorities count. The site is checked again at once.
          </p>
        </>
      )}
      <SubmitButton pendingLabel="Replacing">{label}</SubmitButton>
    </form>
  );
}
