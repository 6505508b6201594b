"use client";
import { fieldError, fieldValue } from "@/components/forms/form-outcome";
import { Checkbox } from "@/components/ui/checkbox";
import { Fieldset } from "@/components/ui/fieldset";
import { TextField } from "@/components/ui/text-input";
import type { FormState } from "@/lib/domain/form-state";

export type KindChoices = { label: string; kinds: { kind: string; name: string; on: boolean }[] }[];

/** What a webhook is: its name, where it leads, and what it is told of. The kinds' words come from the server. */
export function WebhookFields({
  state,
  choices,
  initial,
}: {
  state: FormState;
  choices: KindChoices;
  initial?: { name: string; url: string };
}) {
  const entered = state.values?.kinds ?? (state.values ? [] : null);
  return (
    <>
      <TextField
        id="name"
        name="name"
        label="Name"
        required
        defaultValue={fieldValue(state, "name", initial?.name)}
        error={fieldError(state, "name")}
        example="What receives it, such as Chat of the network team."
      />
      <TextField
        id="url"
        name="url"
        label="Address"
        required
        mono
        inputMode="url"
        defaultValue={fieldValue(state, "url", initial?.url)}
        error={fieldError(state, "url")}
        example="Calls are POSTed there as JSON, such as https://hooks.example.com/drawbridge."
      />
      <Fieldset
        id="kinds"
        legend="What it is told of"
        error={fieldError(state, "kinds")}
        example="Each call is signed, and comes at least once: its id tells copies."
      >
        <div className="grid gap-5 sm:grid-cols-2">
          {choices.map(({ label, kinds }) => (
            <div key={label} className="space-y-2">
              <p className="text-sm text-muted">{label}</p>
              {kinds.map(({ kind, name, on }) => (
                <Checkbox
                  key={kind}
                  id={kind}
                  name="kinds"
                  value={kind}
                  label={name}
                  defaultChecked={entered ? entered.includes(kind) : on}
                />
              ))}
            </div>
          ))}
        </div>
      </Fieldset>
    </>
  );
}
