"use client";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "./button";
import { SubmitButton } from "./submit-button";

/**
 * A dangerous act: a button, and a dialog that names the object, what breaks and for whom. The question has an
 * address (`?remove=1`), so it is asked without scripts too, as a part of the page; with scripts it is modal. The
 * element is the native one: keeping focus inside, Escape and the return of focus are the browser's.
 */
export function ConfirmDialog({
  verb,
  ask,
  asked,
  title,
  breaks,
  action,
  pendingLabel,
  keepLabel = "Keep it",
  outcome,
  children,
}: {
  /** The verb with its object, on the button that asks and on the one that does: "Remove connection". */
  verb: string;
  /** Name of the query parameter that asks. */
  ask: string;
  /** The page was opened with that parameter. */
  asked: boolean;
  /** Names the object: "Remove orders-database?" */
  title: string;
  /** What breaks, and for whom. One line each. */
  breaks: string[];
  action: (form: FormData) => void | Promise<void>;
  pendingLabel?: string;
  keepLabel?: string;
  /** What came of the last try. */
  outcome?: ReactNode;
  /** Hidden inputs; a typed confirmation where production traffic stops. */
  children?: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (!asked || !dialog.current) return;
    dialog.current.close();
    dialog.current.showModal();
  }, [asked]);
  return (
    <>
      <form method="get" action={`#dialog-${ask}`}>
        <Button
          type="submit"
          name={ask}
          value="1"
          variant="danger"
          aria-haspopup="dialog"
          onClick={(event) => {
            event.preventDefault();
            dialog.current?.showModal();
          }}
        >
          {verb}
        </Button>
      </form>
      <dialog
        ref={dialog}
        id={`dialog-${ask}`}
        open={asked || undefined}
        aria-labelledby={titleId}
        className="m-auto w-[min(34rem,calc(100vw-2rem))] rounded-lg border border-border bg-surface-raised p-5 text-text shadow-overlay backdrop:bg-scrim not-modal:static not-modal:w-full not-modal:mx-0 not-modal:mt-4 not-modal:shadow-none"
      >
        <form action={action} className="space-y-4">
          <h2 id={titleId} className="text-lg font-semibold">
            {title}
          </h2>
          {outcome}
          <ul className="list-disc space-y-1.5 pl-5">
            {breaks.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {children}
          <div className="flex flex-wrap justify-end gap-2">
            <span className="needs-script">
              <Button onClick={() => dialog.current?.close()}>{keepLabel}</Button>
            </span>
            <SubmitButton variant="danger" pendingLabel={pendingLabel}>
              {verb}
            </SubmitButton>
          </div>
        </form>
      </dialog>
    </>
  );
}
