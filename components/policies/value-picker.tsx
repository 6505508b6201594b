import { Fieldset } from "@/components/ui/fieldset";

export type Choice = { value: string; label: string; hint?: string };

/** Many boxes to tick, in a frame of its own that scrolls; what a rule names and is gone stays ticked until taken away. */
export function ValuePicker({
  id,
  name,
  legend,
  example,
  choices,
  chosen,
  error,
}: {
  id: string;
  name: string;
  legend: string;
  example?: string;
  choices: Choice[];
  chosen: string[];
  error?: string;
}) {
  const gone = chosen.filter((value) => !choices.some((choice) => choice.value === value));
  const all = [...gone.map((value) => ({ value, label: value, hint: "no longer there" })), ...choices];
  return (
    <Fieldset id={id} legend={legend} example={example} error={error}>
      {all.length === 0 ? (
        <p className="text-sm text-muted">There is none yet.</p>
      ) : (
        // New values after an answer make new boxes: a form that was sent forgets what was ticked.
        <ul
          key={chosen.join()}
          className="grid max-h-52 gap-x-4 gap-y-1 overflow-y-auto rounded-md border border-border p-2 sm:grid-cols-2"
        >
          {all.map(({ value, label, hint }) => (
            <li key={value}>
              <label className="flex min-h-6 items-start gap-2.5">
                <input
                  type="checkbox"
                  name={name}
                  value={value}
                  defaultChecked={chosen.includes(value)}
                  className="mt-[3px] size-4 shrink-0 accent-accent"
                />
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {label} {hint ? <span className="text-muted">{hint}</span> : null}
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </Fieldset>
  );
}
