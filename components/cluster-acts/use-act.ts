"use client";
import { useEffect, useRef } from "react";
import { useFormAction } from "@/components/forms/use-form-action";
import { announce } from "@/components/ui/announce";
import type { FormAction } from "@/lib/domain/form-state";

/** A dialog's act: once it is asked for, the dialog closes and the page behind shows what comes of it. */
export function useAct(action: FormAction, onDone?: () => void) {
  const [state, submit] = useFormAction(action);
  const form = useRef<HTMLFormElement>(null);
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    if (state.status !== "done") return;
    if (state.message) announce(state.message);
    form.current?.closest("dialog")?.close();
    done.current?.();
  }, [state]);
  return { state, submit, form };
}
