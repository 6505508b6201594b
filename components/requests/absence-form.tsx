"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { FormAction } from "@/lib/domain/form-state";

export function AbsenceForm({
  action,
  colleagues,
  today,
}: {
  action: FormAction;
  colleagues: { id: string; name: string }[];
  /** YYYY-MM-DD, UTC. */
  today: string;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} noValidate className="max-w-xl space-y-4">
      <FormOutcome state={state} />
      <SelectField
        key={state.values ? JSON.stringify(state.values) : "first"}
        id="delegateId"
        name="delegateId"
        label="Who looks after what waits for you"
        required
        placeholder="Choose a colleague"
        defaultValue={fieldValue(state, "delegateId")}
        error={fieldError(state, "delegateId")}
        options={colleagues.map(({ id, name }) => ({ value: id, label: name }))}
        example="A provider admin, who may decide requests anyway."
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          id="from"
          name="from"
          type="date"
          label="First day away"
          required
          defaultValue={fieldValue(state, "from", today)}
          error={fieldError(state, "from")}
          example="From midnight UTC."
        />
        <TextField
          id="until"
          name="until"
          type="date"
          label="Day you are back"
          required
          defaultValue={fieldValue(state, "until")}
          error={fieldError(state, "until")}
          example="From midnight UTC on, it is yours again."
        />
      </div>
      <SubmitButton pendingLabel="Saving">Hand over while away</SubmitButton>
    </form>
  );
}
