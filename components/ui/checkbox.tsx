import type { ComponentProps, ReactNode } from "react";
import { FieldError, wireControl } from "./field";

export function Checkbox({
  id,
  label,
  example,
  error,
  disabledReason,
  ...input
}: Omit<ComponentProps<"input">, "id" | "type" | "disabled"> & {
  id: string;
  label: ReactNode;
  example?: ReactNode;
  error?: string;
  disabledReason?: string;
}) {
  const hint = disabledReason ?? example;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="flex min-h-6 items-start gap-2.5">
        <input
          {...input}
          {...wireControl({ id, example: hint, error })}
          type="checkbox"
          disabled={Boolean(disabledReason)}
          className="mt-[3px] size-4 shrink-0 accent-accent"
        />
        <span>{label}</span>
      </label>
      {error ? (
        <div className="pl-6.5">
          <FieldError id={`${id}-error`}>{error}</FieldError>
        </div>
      ) : null}
      {hint ? (
        <p id={`${id}-example`} className="max-w-prose pl-6.5 text-sm text-muted">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
