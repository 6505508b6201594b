"use client";
import { useActionState } from "react";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { Capability } from "@/lib/domain/capability";
import type { ConnectionView } from "@/lib/domain/connections/views";
import { type FormAction, type FormState, idleForm } from "@/lib/domain/form-state";
import type { ConnectionActions } from "./connection-actions";

type Props = { connection: ConnectionView; organization: string; actions: ConnectionActions };

/** What can be changed without harm: the name, and for the provider's admins holds and adoption. */
export function ManagePanel({ connection, organization, actions }: Props) {
  const { can } = connection;
  const hidden = { organization, id: connection.id };
  const shown = [can.rename, can.hold, can.release, can.adopt].some((capability) => capability.ok);
  if (!shown) return null;
  return (
    <Panel title="Change">
      <div className="space-y-5">
        {can.rename.ok ? (
          <OneField
            action={actions.rename}
            hidden={hidden}
            id="rename"
            name="name"
            label="Name"
            defaultValue={connection.name}
            example="Only Drawbridge knows the name: nothing changes at AWS."
            button="Rename"
          />
        ) : null}
        {can.adopt.ok && connection.blocked?.peeringId ? (
          <JustButton
            action={actions.adopt}
            hidden={{ ...hidden, peeringId: connection.blocked.peeringId }}
            button={`Take over ${connection.blocked.peeringId}`}
            text="Drawbridge puts its tags on this peering and treats it as this connection's from then on: it writes the routes, and deletes it on removal."
          />
        ) : null}
        {can.hold.ok ? (
          <OneField
            action={actions.hold}
            hidden={hidden}
            id="hold"
            name="reason"
            label="Reason for a hold"
            example="Nothing is sent to AWS for this connection while it is held. The tenant reads the reason."
            button="Hold"
          />
        ) : null}
        {can.release.ok ? (
          <JustButton
            action={actions.release}
            hidden={hidden}
            button="Release the hold"
            text={`On hold${connection.held?.reason ? `: ${connection.held.reason}` : ""}. What is wanted is sent again once released.`}
          />
        ) : null}
      </div>
    </Panel>
  );
}

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

function OneField({
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
  variant = "secondary",
  capability,
}: {
  action: FormAction;
  hidden: Record<string, string>;
  button: string;
  text?: string;
  variant?: "primary" | "secondary" | "danger";
  capability?: Capability;
}) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} className="space-y-2">
      <Hidden values={hidden} />
      <Outcome state={state} />
      {text ? <p className="max-w-prose text-muted">{text}</p> : null}
      <SubmitButton
        variant={variant}
        disabledReason={capability && !capability.ok ? `${capability.reason} ${capability.next}` : undefined}
      >
        {button}
      </SubmitButton>
    </form>
  );
}
