"use client";
import { useActionState, useEffect, useId, useRef } from "react";
import { Button } from "@/components/ui/button";
import { buttonStyle } from "@/components/ui/button-style";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ConnectionView } from "@/lib/domain/connections/views";
import { type FormAction, idleForm } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";

import { Outcome } from "./manage-panel";

/**
 * The dangerous thing, last on the page. The dialog has an address of its own, so that it opens without scripts too,
 * as a part of the page; with scripts it is modal.
 */
export function RemoveConnection({
  connection,
  organization,
  action,
  asked,
}: {
  connection: ConnectionView;
  organization: string;
  action: FormAction;
  /** The page was opened to remove: `?remove`. */
  asked: boolean;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [state, submit] = useActionState(action, idleForm);
  const refused = state.status === "refused" || state.status === "failed";
  useEffect(() => {
    if (!asked || !dialog.current) return;
    dialog.current.close();
    dialog.current.showModal();
  }, [asked]);

  const { remove } = connection.can;
  if (!remove.ok && remove.kind !== "right") return null;
  const here = paths.connection(organization, connection.id);
  return (
    <Panel title="Remove" danger>
      <div className="space-y-3">
        <p className="max-w-prose text-muted">{connection.removal[0]}</p>
        {remove.ok ? (
          // biome-ignore lint/a11y/useSemanticElements: without scripts it must be a link, with them it opens a dialog
          <a
            role="button"
            aria-haspopup="dialog"
            href={`${here}?remove=1`}
            onClick={(event) => {
              event.preventDefault();
              dialog.current?.showModal();
            }}
            onKeyDown={(event) => {
              if (event.key !== " ") return;
              event.preventDefault();
              dialog.current?.showModal();
            }}
            className={buttonStyle("danger", "medium")}
          >
            Remove connection
          </a>
        ) : (
          <LinkButton href={here} disabledReason={`${remove.reason} ${remove.next}`}>
            Remove connection
          </LinkButton>
        )}
      </div>
      <dialog
        ref={dialog}
        open={asked || undefined}
        aria-labelledby={titleId}
        className="m-auto w-[min(34rem,calc(100vw-2rem))] rounded-lg border border-border bg-surface-raised p-5 text-text shadow-overlay backdrop:bg-scrim"
      >
        <form action={submit} className="space-y-4">
          <input type="hidden" name="organization" value={organization} />
          <input type="hidden" name="id" value={connection.id} />
          <h2 id={titleId} className="text-lg font-semibold">
            Remove {connection.name}?
          </h2>
          {refused ? <Outcome state={state} /> : null}
          <ul className="list-disc space-y-1.5 pl-5">
            {connection.removal.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <div className="flex flex-wrap justify-end gap-2">
            <span className="needs-script">
              <Button onClick={() => dialog.current?.close()}>Keep it</Button>
            </span>
            <SubmitButton variant="danger" pendingLabel="Removing">
              Remove connection
            </SubmitButton>
          </div>
        </form>
      </dialog>
    </Panel>
  );
}
