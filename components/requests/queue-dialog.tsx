"use client";
import { useEffect, useRef } from "react";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";
import { TextareaField } from "@/components/ui/textarea";
import type { FormAction } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";
import type { KeyedLine, QueueAct } from "./queue-keys";

const keys: [string, string][] = [
  ["j or ↓", "Next request"],
  ["k or ↑", "Previous request"],
  ["Enter", "Open the request"],
  ["x", "Choose it, to look at several together"],
  ["a", "Approve it"],
  ["d", "Deny it"],
  ["?", "Show these keys"],
  ["Esc", "Close a dialog"],
];

/** What a key opened. The element is the native one: focus, Escape and the return of focus are the browser's. */
export function QueueDialog({
  act,
  action,
  close,
}: {
  act: QueueAct;
  action: FormAction;
  close: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const title =
    act.kind === "help"
      ? "Keys of this list"
      : `${act.kind === "approve" ? "Approve" : "Deny"} “${act.line.title}”?`;
  return (
    <dialog
      ref={dialog}
      aria-labelledby="queue-dialog-title"
      onClose={close}
      className="m-auto w-[min(36rem,calc(100vw-2rem))] rounded-lg border border-border bg-surface-raised p-5 text-text shadow-overlay backdrop:bg-scrim"
    >
      <h2 id="queue-dialog-title" className="mb-3 text-lg font-semibold">
        {title}
      </h2>
      {act.kind === "help" ? (
        <>
          <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-4 gap-y-1.5">
            {keys.map(([key, words]) => (
              <div key={key} className="contents">
                <dt className="font-mono">{key}</dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-3 text-sm text-muted">
            They work while the focus is in the list or nowhere, and never while you type. Below the list they
            are switched off.
          </p>
          <div className="mt-4 flex justify-end">
            <Button onClick={() => dialog.current?.close()}>Close</Button>
          </div>
        </>
      ) : (
        <Decide kind={act.kind} line={act.line} action={action} close={() => dialog.current?.close()} />
      )}
    </dialog>
  );
}

function Decide({
  kind,
  line,
  action,
  close,
}: {
  kind: "approve" | "deny";
  line: KeyedLine;
  action: FormAction;
  close: () => void;
}) {
  const [state, submit] = useFormAction(action);
  const done = state.status === "done";
  useEffect(() => {
    if (done) close();
  }, [done, close]);
  const open = <TextLink href={paths.approval(line.id)}>Open the request to read all of it</TextLink>;
  if (kind === "approve" && line.refused) {
    return (
      <div className="space-y-4">
        <Notice tone="info" title="It cannot be approved" next={open}>
          {line.refused}
        </Notice>
        <div className="flex justify-end">
          <Button onClick={close}>Close</Button>
        </div>
      </div>
    );
  }
  return (
    <form action={submit} noValidate className="space-y-4">
      <HiddenFields values={{ requestId: line.id, termsDigest: line.termsDigest, decision: kind }} />
      <FormOutcome state={state} />
      <p>
        {line.organization} sees your decision and your note. {open}.
        {kind === "approve" && !line.decides ? " Another person's approval is needed after yours." : null}
      </p>
      <TextareaField
        id="queue-note"
        name="note"
        label="Note"
        rows={2}
        maxLength={500}
        required={kind === "deny"}
        defaultValue={fieldValue(state, "note")}
        error={fieldError(state, "note")}
        example={kind === "deny" ? "What should change before it is asked for again?" : undefined}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>Not now</Button>
        <SubmitButton pendingLabel={kind === "approve" ? "Approving" : "Denying"}>
          {kind === "approve" ? "Approve" : "Deny"}
        </SubmitButton>
      </div>
    </form>
  );
}
