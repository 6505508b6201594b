"use client";
import { useActionState } from "react";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

export type SignInChoice = {
  sites: { id: string; name: string }[];
  /** What the address asked for, or what was used before. */
  siteId: string;
  organization: string;
  with: "password" | "token";
};

export function VcdSignInForm({
  action,
  next,
  choice,
}: {
  action: FormAction;
  next: string;
  choice: SignInChoice;
}) {
  const [state, submit] = useActionState(action, idleForm);
  const byToken = choice.with === "token";
  return (
    <form action={submit} noValidate className="space-y-4">
      <input type="hidden" name="next" value={next} />
      <input type="hidden" name="with" value={choice.with} />
      <FormOutcome state={state} />
      <SelectField
        id="siteId"
        name="siteId"
        label="Site"
        required
        options={choice.sites.map(({ id, name }) => ({ value: id, label: name }))}
        placeholder={choice.sites.length > 1 ? "Choose a site" : undefined}
        defaultValue={fieldValue(state, "siteId", choice.siteId)}
        error={fieldError(state, "siteId")}
      />
      <TextField
        id="organization"
        name="organization"
        label="Organization"
        required
        autoComplete="organization"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={fieldValue(state, "organization", choice.organization)}
        error={fieldError(state, "organization")}
        example="The short name in the portal's address, /tenant/NAME."
      />
      {byToken ? (
        <TextField
          id="token"
          name="token"
          label="API token"
          required
          type="password"
          autoComplete="off"
          error={fieldError(state, "token")}
          example="From your user preferences in VMware Cloud Director, under API tokens."
        />
      ) : (
        <>
          <TextField
            id="user"
            name="user"
            label="User"
            required
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={fieldValue(state, "user")}
            error={fieldError(state, "user")}
          />
          <TextField
            id="password"
            name="password"
            label="Password"
            required
            type="password"
            autoComplete="current-password"
            error={fieldError(state, "password")}
          />
        </>
      )}
      <p className="text-sm text-muted">
        {byToken
          ? "The token is exchanged at VMware Cloud Director once and not kept. What you do to clusters here is done in your name until that session ends, often after an hour."
          : "The password goes to VMware Cloud Director once and is not kept. What you do to clusters here is done in your name until you sign out."}
      </p>
      <SubmitButton pendingLabel="Asking VMware Cloud Director">Sign in</SubmitButton>
    </form>
  );
}
