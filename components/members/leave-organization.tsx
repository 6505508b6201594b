"use client";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FormAction } from "@/lib/domain/form-state";
import type { MembershipSource } from "@/lib/domain/people/can";
import type { MembersScope } from "./member-actions";

/** Leaves the organization whose page this is, once what that does was read. */
export function LeaveOrganization({
  scope,
  name,
  source,
  asked,
  action,
  disabledReason,
}: {
  scope: MembersScope;
  name: string;
  /** Who keeps one's own membership. */
  source: MembershipSource;
  /** The page was opened to leave: `?leave=1`. */
  asked: boolean;
  action: FormAction;
  disabledReason?: string;
}) {
  const [state, submit] = useFormAction(action);
  if (disabledReason) {
    return (
      <Button variant="danger" disabledReason={disabledReason}>
        Leave {name}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      verb={`Leave ${name}`}
      ask="leave"
      asked={asked}
      title={`Leave ${name}?`}
      breaks={[
        `You lose sight of ${name} at once. What you asked for stays, and so does its history.`,
        "Invitations that you made there end.",
        source === "local"
          ? "Only an invitation brings you back."
          : "You come back when you next sign in, for as long as your role or groups there say so.",
      ]}
      action={submit}
      pendingLabel="Leaving"
      keepLabel="Stay"
      outcome={<FormOutcome state={state} />}
    >
      <HiddenFields values={scope} />
    </ConfirmDialog>
  );
}
