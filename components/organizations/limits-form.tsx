"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { FormAction } from "@/lib/domain/form-state";
import type { OrganizationDetail } from "@/lib/domain/organizations/views";

export function LimitsForm({
  organization,
  action,
}: {
  organization: OrganizationDetail;
  action: FormAction;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} noValidate className="max-w-xl space-y-4">
      <input type="hidden" name="slug" value={organization.slug} />
      <FormOutcome state={state} />
      <TextField
        id="organization-name"
        name="name"
        label="Organization's name"
        required
        defaultValue={fieldValue(state, "name", organization.name)}
        error={fieldError(state, "name")}
      />
      <TextField
        id="connectionLimit"
        name="connectionLimit"
        label="Connections at a time"
        required
        inputMode="numeric"
        defaultValue={fieldValue(state, "connectionLimit", String(organization.quotas.connections.limit))}
        error={fieldError(state, "connectionLimit")}
        example="0 to 10000, in all its clusters together. A limit below what is in use ends nothing; no more are taken."
      />
      <TextField
        id="exposureLimit"
        name="exposureLimit"
        label="Exposures at a time"
        required
        inputMode="numeric"
        defaultValue={fieldValue(state, "exposureLimit", String(organization.quotas.exposures.limit))}
        error={fieldError(state, "exposureLimit")}
        example="0 to 10000. Each holds one external address."
      />
      <TextField
        id="invitationLimit"
        name="invitationLimit"
        label="Unanswered AWS invitations at a time"
        required
        inputMode="numeric"
        defaultValue={fieldValue(state, "invitationLimit", String(organization.invitationLimit))}
        error={fieldError(state, "invitationLimit")}
        example="Per account and Region, 1 to 25. Further ones wait their turn."
      />
      <TextField
        id="withdrawAfterHours"
        name="withdrawAfterHours"
        label="Hours until an unanswered invitation is withdrawn"
        required
        inputMode="numeric"
        defaultValue={fieldValue(state, "withdrawAfterHours", String(organization.withdrawAfterHours))}
        error={fieldError(state, "withdrawAfterHours")}
        example="1 to 168. While one is open, the cluster's VPC cannot get new address blocks."
      />
      <SubmitButton variant="secondary" pendingLabel="Saving">
        Save
      </SubmitButton>
    </form>
  );
}
