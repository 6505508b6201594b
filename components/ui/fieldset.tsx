import type { ReactNode } from "react";
import { FieldError } from "./field";

/** Fields that belong together, under one legend. */
export function Fieldset({
  id,
  legend,
  example,
  error,
  children,
}: {
  id: string;
  legend: string;
  example?: ReactNode;
  error?: string;
  children: ReactNode;
}) {
  const describedBy = [error ? `${id}-error` : "", example ? `${id}-example` : ""].filter(Boolean).join(" ");
  return (
    <fieldset id={id} tabIndex={-1} aria-describedby={describedBy || undefined} className="min-w-0">
      <legend className="mb-1 font-medium">{legend}</legend>
      {example ? (
        <p id={`${id}-example`} className="mb-2 max-w-prose text-sm text-muted">
          {example}
        </p>
      ) : null}
      <div className="flex flex-col gap-3">{children}</div>
      {error ? (
        <div className="mt-1">
          <FieldError id={`${id}-error`}>{error}</FieldError>
        </div>
      ) : null}
    </fieldset>
  );
}
