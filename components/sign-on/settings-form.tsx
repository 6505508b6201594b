"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { useFormAction } from "@/components/forms/use-form-action";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { FormAction } from "@/lib/domain/form-state";
import { sessionBounds } from "@/lib/domain/sessions/limits";
import { requestDayBounds, type SignOnView } from "@/lib/domain/sign-on/views";

/** How long sessions last, and how long requests wait. */
export function SettingsForm({ settings, action }: { settings: SignOnView["settings"]; action: FormAction }) {
  const [state, submit] = useFormAction(action);
  const { idleMinutes, hours } = sessionBounds;
  const field = (name: "sessionIdleMinutes" | "sessionHours" | "requestDays") => ({
    id: name,
    name,
    required: true,
    inputMode: "numeric" as const,
    defaultValue: fieldValue(state, name, String(settings[name])),
    error: fieldError(state, name),
  });
  return (
    <form action={submit} noValidate className="max-w-xl space-y-4">
      <FormOutcome state={state} />
      <TextField
        {...field("sessionIdleMinutes")}
        label="Minutes of doing nothing until a session ends"
        example={`${idleMinutes.least} to ${idleMinutes.most}. An open page that reads by itself counts as doing nothing.`}
      />
      <TextField
        {...field("sessionHours")}
        label="Hours until a session ends, whatever happens"
        example={`${hours.least} to ${hours.most}. Groups are read at sign-in, so this is also how long a group can be out of date.`}
      />
      <TextField
        {...field("requestDays")}
        label="Days until a request ends that nobody decided"
        example={`${requestDayBounds.least} to ${requestDayBounds.most}.`}
      />
      <SubmitButton variant="secondary" pendingLabel="Saving">
        Save
      </SubmitButton>
    </form>
  );
}
