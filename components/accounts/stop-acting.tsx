"use client";
import { FormOutcome } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Panel } from "@/components/ui/panel";
import type { FormAction } from "@/lib/domain/form-state";
import type { AccountDetail } from "@/lib/domain/places/views";

export function StopActing({
  account,
  action,
  asked,
}: {
  account: AccountDetail;
  action: FormAction;
  /** The page was opened to stop acting: `?stop=1`. */
  asked: boolean;
}) {
  const [state, submit] = useFormAction(action);
  const connections = account.places.reduce((sum, place) => sum + place.connections, 0);
  if (!account.manage.ok) return null;
  return (
    <Panel title="Stop acting" danger>
      <ConfirmDialog
        verb="Stop acting"
        ask="stop"
        asked={asked}
        title={`Stop acting in ${account.name}?`}
        breaks={[
          "Drawbridge goes back to reading this account: nothing is sent, repaired or removed there.",
          `Active ones of its ${connections} connections stay as they are; those under way wait.`,
          "You may let it act again at any time.",
        ]}
        action={submit}
        pendingLabel="Stopping"
        keepLabel="Keep acting"
        outcome={<FormOutcome state={state} />}
      >
        <input type="hidden" name="id" value={account.id} />
      </ConfirmDialog>
    </Panel>
  );
}
