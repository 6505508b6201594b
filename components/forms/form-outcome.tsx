"use client";
import { useEffect, useRef } from "react";
import { Notice } from "@/components/ui/notice";
import type { FormState } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";

/**
 * What came of a form, in words, at its head. A refusal moves focus to the first field that needs care, or to the
 * words themselves where no field is to blame.
 */
export function FormOutcome({ state }: { state: FormState }) {
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state.status !== "refused" && state.status !== "failed") return;
    const field = here.current?.closest("form")?.querySelector<HTMLElement>("[aria-invalid=true]");
    (field ?? here.current)?.focus();
  }, [state]);
  return (
    <div ref={here} tabIndex={-1} className={state.message ? undefined : "hidden"}>
      {state.message ? (
        <Notice
          tone={state.status === "done" ? "good" : "bad"}
          title={state.message}
          next={state.signedOut ? <SignInAgain /> : state.next}
          requestId={state.reference}
          live
        />
      ) : null}
    </div>
  );
}

/** Nothing of what was typed is lost: the sign-in is in a tab of its own, or leads back here. */
function SignInAgain() {
  const here = typeof window === "undefined" ? undefined : `${location.pathname}${location.search}`;
  return (
    <>
      <a href={paths.signIn({ next: here })} target="_blank" rel="noopener" className="underline">
        Sign in in a new tab
      </a>
      , then send this again.
    </>
  );
}

/** The messages of one field as one text, for its `error`. */
export function fieldError(state: FormState, name: string): string | undefined {
  const messages = state.fields?.[name];
  return messages && messages.length > 0 ? messages.join(" ") : undefined;
}

/** What was entered last time, or `initial` on the first. */
export function fieldValue(state: FormState, name: string, initial = ""): string {
  return state.values?.[name]?.[0] ?? (state.values ? "" : initial);
}
