"use client";
import { useActionState } from "react";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { type FormAction, type FormState, idleForm } from "@/lib/domain/form-state";

function Hidden({ values }: { values: Record<string, string> }) {
  return Object.entries(values).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));
}

export function Outcome({ state }: { state: FormState }) {
  if (!state.message) return null;
  return (
    <Notice
      tone={state.status === "done" ? "good" : "bad"}
      title={state.message}
      next={state.next}
      requestId={state.reference}
      live
    />
  );
}

/** A form of one text field and its button. */
export function OneField({
  action,
  hidden,
  id,
  name,
  label,
  defaultValue = "",
  example,
  button,
}: {
  action: FormAction;
  hidden: Record<string, string>;
  id: string;
  name: string;
  label: string;
  defaultValue?: string;
  example: string;
  button: string;
}) {
  const [state, submit] = useActionState(action, idleForm);
  const error = state.fields?.[name]?.join(" ");
  return (
    <form action={submit} noValidate className="space-y-3">
      <Hidden values={hidden} />
      {error ? null : <Outcome state={state} />}
      <div className="flex max-w-prose flex-wrap items-start gap-3">
        <div className="min-w-56 flex-1">
          <TextField
            id={id}
            name={name}
            label={label}
            required
            defaultValue={state.values?.[name]?.[0] ?? defaultValue}
            key={state.status === "done" ? defaultValue : "typing"}
            error={error}
            example={example}
          />
        </div>
        <div className="pt-6">
          <SubmitButton variant="secondary">{button}</SubmitButton>
        </div>
      </div>
    </form>
  );
}

/** A form of one button, with what it does said beside it. */
export function JustButton({
  action,
  hidden,
  button,
  text,
}: {
  action: FormAction;
  hidden: Record<string, string>;
  button: string;
  text?: string;
}) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} className="space-y-2">
      <Hidden values={hidden} />
      <Outcome state={state} />
      {text ? <p className="max-w-prose text-muted">{text}</p> : null}
      <SubmitButton variant="secondary">{button}</SubmitButton>
    </form>
  );
}
