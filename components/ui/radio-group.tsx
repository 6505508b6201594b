import type { ReactNode } from "react";
import { Fieldset } from "./fieldset";

export interface RadioOption {
  value: string;
  label: string;
  example?: ReactNode;
  disabledReason?: string;
}

export function RadioGroup({
  id,
  name,
  legend,
  options,
  defaultValue,
  example,
  error,
  onChange,
}: {
  id: string;
  name: string;
  legend: string;
  options: RadioOption[];
  defaultValue?: string;
  example?: ReactNode;
  error?: string;
  onChange?: (value: string) => void;
}) {
  return (
    <Fieldset id={id} legend={legend} example={example} error={error}>
      {options.map((option) => {
        const optionId = `${id}-${option.value}`;
        const hint = option.disabledReason ?? option.example;
        return (
          <div key={option.value}>
            <label htmlFor={optionId} className="flex min-h-6 items-start gap-2.5">
              <input
                id={optionId}
                type="radio"
                name={name}
                value={option.value}
                defaultChecked={option.value === defaultValue}
                disabled={Boolean(option.disabledReason)}
                aria-describedby={hint ? `${optionId}-example` : undefined}
                onChange={onChange ? () => onChange(option.value) : undefined}
                className="mt-[3px] size-4 shrink-0 accent-accent"
              />
              <span>{option.label}</span>
            </label>
            {hint ? (
              <p id={`${optionId}-example`} className="max-w-prose pl-6.5 text-sm text-muted">
                {hint}
              </p>
            ) : null}
          </div>
        );
      })}
    </Fieldset>
  );
}
