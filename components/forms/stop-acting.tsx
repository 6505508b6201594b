"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Panel } from "@/components/ui/panel";
import type { FormAction } from "@/lib/domain/form-state";
import { FormOutcome } from "./form-outcome";
import { HiddenFields } from "./hidden-fields";
import { useFormAction } from "./use-form-action";

/** Puts an account or a site back to being observed only, once what that stops was read. */
export function StopActing({
  id,
  where,
  breaks,
  action,
  asked,
}: {
  id: string;
  /** As in "Stop acting in Clusters?": `in Clusters`. */
  where: string;
  /** What happens to what it did so far. */
  breaks: string[];
  action: FormAction;
  /** The page was opened to stop acting: `?stop=1`. */
  asked: boolean;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <Panel title="Stop acting" danger>
      <ConfirmDialog
        verb="Stop acting"
        ask="stop"
        asked={asked}
        title={`Stop acting ${where}?`}
        breaks={[...breaks, "You may let it act again at any time."]}
        action={submit}
        pendingLabel="Stopping"
        keepLabel="Keep acting"
        outcome={<FormOutcome state={state} />}
      >
        <HiddenFields values={{ id }} />
      </ConfirmDialog>
    </Panel>
  );
}
