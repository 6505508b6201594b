"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useActionState, useEffect } from "react";
import { type FormAction, type FormState, idleForm } from "@/lib/domain/form-state";

/**
 * A form's state and what to submit it with, for forms in the console: once the action is done, whatever the page
 * shows is read again, and reads that were under way before it are dropped.
 */
export function useFormAction(action: FormAction): [FormState, (form: FormData) => void] {
  const [state, submit] = useActionState(action, idleForm);
  const client = useQueryClient();
  useEffect(() => {
    if (state.status === "done") void client.invalidateQueries();
  }, [state, client]);
  return [state, submit];
}
