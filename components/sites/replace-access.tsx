"use client";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/domain/form-state";
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
  const [state, submit] = useFormAction(action);
  const label = what === "credential" ? "Replace credential" : "Replace certificate authority";
  return (
    <form
      action={submit}
      noValidate
      className="mt-4 max-w-2xl space-y-5 rounded-md border border-border bg-surface-sunken p-4"
    >
      <HiddenFields values={{ id: siteId }} />
      <FormOutcome state={state} />
      {what === "credential" ? (
        <CredentialFields state={state} />
      ) : (
        <>
          <AuthorityField state={state} />
          <p>Left empty, the public authorities count. The site is checked again at once.</p>
        </>
      )}
      <SubmitButton variant="secondary" pendingLabel="Replacing">
        {label}
      </SubmitButton>
    </form>
  );
}
