"use client";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "./button";
import type { ButtonVariant } from "./button-style";

/**
 * A button, and a dialog with whatever form it opens. It has an address (`?show=expose`), so that it is there without
 * scripts too, as a part of the page, and can be linked to; with scripts it is modal. The element is the native one:
 * keeping focus inside, Escape and the return of focus are the browser's. `children` end with their own buttons;
 * a `<button type="button" data-close>` among them closes it.
 */
export function ActDialog({
  show,
  asked,
  label,
  variant = "secondary",
  title,
  disabledReason,
  children,
}: {
  /** Value of the query parameter `show`. Unique on the page. */
  show: string;
  /** The page was opened with it. */
  asked: boolean;
  /** The verb with its object, on the button: "Expose cluster". */
  label: string;
  variant?: ButtonVariant;
  /** Names the object: "Expose shop-frontend?" */
  title: string;
  /** Why it cannot be done now; then there is no dialog. */
  disabledReason?: string;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const off = Boolean(disabledReason);
  useEffect(() => {
    if (!asked || off || !dialog.current) return;
    dialog.current.close();
    dialog.current.showModal();
  }, [asked, off]);
  if (off) {
    return (
      <Button variant={variant} disabledReason={disabledReason}>
        {label}
      </Button>
    );
  }
  return (
    <>
      <form method="get" action={`#dialog-${show}`}>
        <Button
          type="submit"
          name="show"
          value={show}
          variant={variant}
          aria-haspopup="dialog"
          onClick={(event) => {
            event.preventDefault();
            dialog.current?.showModal();
          }}
        >
          {label}
        </Button>
      </form>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape and the keys of its buttons are the browser's */}
      <dialog
        ref={dialog}
        id={`dialog-${show}`}
        open={asked || undefined}
        aria-labelledby={titleId}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("[data-close]"))
            dialog.current?.close();
        }}
        className="m-auto max-h-[calc(100dvh-2rem)] w-[min(40rem,calc(100vw-2rem))] overflow-y-auto rounded-lg border border-border bg-surface-raised p-5 text-text shadow-overlay backdrop:bg-scrim not-modal:static not-modal:mx-0 not-modal:mt-4 not-modal:max-h-none not-modal:w-full not-modal:shadow-none"
      >
        <h2 id={titleId} className="mb-3 text-lg font-semibold">
          {title}
        </h2>
        {children}
      </dialog>
    </>
  );
}

/** Leaves the dialog as it was. Absent without scripts, where the dialog is a part of the page. */
export function CloseButton({ children }: { children: ReactNode }) {
  return (
    <span className="needs-script">
      <Button data-close="">{children}</Button>
    </span>
  );
}
