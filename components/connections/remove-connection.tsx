"use client";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Panel } from "@/components/ui/panel";
import type { Capability } from "@/lib/domain/capability";
import type { ConnectionView } from "@/lib/domain/connections/views";
import { type FormAction, idleForm } from "@/lib/domain/form-state";
import { Outcome } from "./action-forms";

/** The dangerous thing, last on the page. */
export function RemoveConnection({
  name,
  removal,
  remove,
  values,
  action,
  asked,
}: {
  name: string;
  removal: ConnectionView["removal"];
  remove: Capability;
  values: { organization: string; id: string };
  action: FormAction;
  /** The page was opened to remove: `?remove`. */
  asked: boolean;
}) {
  const [state, submit] = useActionState(action, idleForm);
  if (!remove.ok && remove.kind !== "right") return null;
  return (
    <Panel title="Remove" danger>
      <div className="space-y-3">
        <p className="max-w-prose text-muted">{removal[0]}</p>
        {remove.ok ? (
          <ConfirmDialog
            verb="Remove connection"
            ask="remove"
            asked={asked}
            title={`Remove ${name}?`}
            breaks={removal}
            action={submit}
            pendingLabel="Removing"
            outcome={state.message ? <Outcome state={state} /> : undefined}
          >
            <input type="hidden" name="organization" value={values.organization} />
            <input type="hidden" name="id" value={values.id} />
          </ConfirmDialog>
        ) : (
          <Button variant="danger" disabledReason={`${remove.reason} ${remove.next}`}>
            Remove connection
          </Button>
        )}
      </div>
    </Panel>
  );
}
