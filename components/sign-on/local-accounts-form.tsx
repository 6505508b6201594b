"use client";
import { ButtonForm } from "@/components/forms/button-form";
import { FormOutcome } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type Capability, whyNot } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";

/** Switches passwords kept here on or off. */
export function LocalAccountsForm({
  on,
  people,
  asked,
  manage,
  switchOff,
  action,
}: {
  on: boolean;
  /** How many have an account here. */
  people: number;
  asked: boolean;
  manage: Capability;
  switchOff: Capability;
  action: FormAction;
}) {
  const [state, submit] = useFormAction(action);
  if (!on) {
    return (
      <ButtonForm
        action={action}
        values={{ to: "on" }}
        label="Switch local accounts on"
        pendingLabel="Switching on"
        disabledReason={whyNot(manage)}
      />
    );
  }
  if (!switchOff.ok) {
    return (
      <Button variant="danger" disabledReason={whyNot(switchOff)}>
        Switch local accounts off
      </Button>
    );
  }
  return (
    <>
      {state.status === "done" ? <FormOutcome state={state} /> : null}
      <ConfirmDialog
        verb="Switch local accounts off"
        ask="switch-off"
        asked={asked}
        title="Switch local accounts off?"
        breaks={[
          `${people === 1 ? "1 person has" : `${people} people have`} a local account: they can sign in no more, and sessions that a password opened end now.`,
          "Links to choose a password stop working, and invitations are accepted by signing in with the OpenID provider alone.",
          "If the provider fails, whoever runs Drawbridge switches them on again on the server: npm run admin -- local-accounts on",
        ]}
        action={submit}
        pendingLabel="Switching off"
        keepLabel="Keep them on"
        outcome={<FormOutcome state={state} />}
      >
        <input type="hidden" name="to" value="off" />
      </ConfirmDialog>
    </>
  );
}
