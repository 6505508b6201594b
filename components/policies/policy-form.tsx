"use client";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { FormOutcome, fieldError } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { Checkbox } from "@/components/ui/checkbox";
import { Panel } from "@/components/ui/panel";
import { RadioGroup } from "@/components/ui/radio-group";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { TextareaField } from "@/components/ui/textarea";
import type { FormAction, FormState } from "@/lib/domain/form-state";
import { describeRule } from "@/lib/domain/policies/describe-rule";
import type { PolicyNames } from "@/lib/domain/policies/matches";
import { noConditions, type PolicyRule } from "@/lib/domain/policies/rule";
import { draftOf, readRuleForm, type SentRule } from "@/lib/domain/policies/rule-form";
import { sayDryRun } from "@/lib/domain/policies/say-dry-run";
import type { DryRun, PolicyChoices } from "@/lib/domain/policies/views";
import { ConditionFields } from "./condition-fields";

// Fetched once somebody tries what they typed; the page itself brings the first one rendered.
const DryRunPanel = dynamic(() => import("./dry-run-panel").then((file) => file.DryRunPanel));

const effects = [
  {
    value: "approve",
    label: "Approve without a person",
    example: "Unless the checks refuse: then a person decides.",
  },
  { value: "refuse", label: "Always refuse", example: "With the words below, at once." },
  {
    value: "two-approvers",
    label: "Ask for two approvers",
    example: "Two different people of the provider approve.",
  },
];

/** Writes a rule, or a new version of one. Whatever is typed can be tried before it is kept; works without scripts. */
export function PolicyForm({
  initial,
  policy,
  choices,
  names,
  dryRun,
  action,
  now,
  children,
}: {
  initial: { name: string; rule: PolicyRule };
  /** The rule that is changed, in the version that is shown; null for a new one. */
  policy: { id: string; version: number } | null;
  choices: PolicyChoices;
  names: PolicyNames;
  /** Of what is kept, before anything is tried. */
  dryRun: DryRun | null;
  action: FormAction;
  now: string;
  /** The same, rendered: shown until something else is tried. */
  children?: ReactNode;
}) {
  const [state, submit] = useFormAction(action);
  const shown = shownOf(state, initial);
  const [typed, setTyped] = useState<PolicyRule | null>(null);
  const run = state.tried ?? dryRun;
  return (
    <form
      action={submit}
      noValidate
      onChange={(event) => setTyped(draftOf(readRuleForm(new FormData(event.currentTarget))))}
      className="space-y-5"
    >
      {policy ? <HiddenFields values={{ policyId: policy.id, version: String(policy.version) }} /> : null}
      <FormOutcome state={state} />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="min-w-0 space-y-5">
          <TextField
            id="name"
            name="name"
            label="Name"
            required
            maxLength={80}
            defaultValue={shown.name}
            error={fieldError(state, "name")}
            example="Decisions name it, to tenants too: Partner accounts."
          />
          <RadioGroup
            key={shown.rule.effect}
            id="effect"
            name="effect"
            legend="What it does"
            options={effects}
            defaultValue={shown.rule.effect}
            error={fieldError(state, "effect")}
          />
          <TextareaField
            id="words"
            name="words"
            label="Words"
            rows={2}
            maxLength={500}
            defaultValue={shown.rule.words}
            error={fieldError(state, "words")}
            example="What the person who asked reads. A rule that refuses needs them: why, and what to do instead."
          />
          <ConditionFields conditions={shown.rule.conditions} choices={choices} state={state} />
          <Checkbox
            key={`confirmed-${shown.confirmed}`}
            id="confirmed"
            name="confirmed"
            defaultChecked={shown.confirmed}
            label="It is meant to reach that far"
            error={fieldError(state, "confirmed")}
            example="Only needed where a rule that approves has no condition, or lets anybody through a firewall."
          />
        </div>
        <div className="min-w-0">
          <div className="space-y-5 lg:sticky lg:top-4">
            <Panel title="In plain words">
              <p aria-live="polite" className="max-w-prose [overflow-wrap:anywhere]">
                {describeRule(typed ?? shown.rule, names)}
              </p>
              <p className="mt-2 text-sm text-muted">
                {policy
                  ? `Saving makes version ${policy.version + 1}. Earlier decisions keep naming theirs.`
                  : "It is kept switched off: nothing is decided by it until you switch it on."}
              </p>
              <div className="mt-3 flex flex-wrap gap-2">
                <SubmitButton name="button" value="save" pendingLabel="Saving">
                  {policy ? "Save new version" : "Save rule"}
                </SubmitButton>
                <SubmitButton name="button" value="try" variant="secondary" pendingLabel="Trying">
                  Try it
                </SubmitButton>
              </div>
              {run ? <p className="mt-3 font-medium">{sayDryRun(run)}</p> : null}
            </Panel>
          </div>
        </div>
      </div>
      {state.tried ? <DryRunPanel run={state.tried} now={now} /> : children}
    </form>
  );
}

/** What the form shows: what was sent last, else what is kept. */
function shownOf(
  state: FormState,
  initial: { name: string; rule: PolicyRule },
): { name: string; rule: PolicyRule; confirmed: boolean } {
  if (!state.values) return { ...initial, confirmed: false };
  const form = new FormData();
  for (const [name, values] of Object.entries(state.values))
    for (const value of values) form.append(name, value);
  const sent: SentRule = readRuleForm(form);
  const { conditions, ...rule } = draftOf(sent);
  return {
    name: sent.name,
    rule: { ...rule, words: sent.words, conditions: { ...noConditions, ...conditions } },
    confirmed: sent.confirmed,
  };
}
