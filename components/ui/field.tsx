import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What a control needs to be tied to its label, example and error. Spread it on the control. */
export interface ControlWiring {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  "aria-required"?: true;
}

export interface FieldProps {
  /** Unique on the page; error summaries link to it. */
  id: string;
  label: string;
  /** An example or a hint, beneath the control. */
  example?: ReactNode;
  /** What is wrong and how to mend it. */
  error?: string;
  required?: boolean;
}

/** The id under which an error summary and a control find each other. */
export function wireControl({ id, example, error, required }: Omit<FieldProps, "label">): ControlWiring {
  const describedBy = [error ? `${id}-error` : "", example ? `${id}-example` : ""].filter(Boolean).join(" ");
  return {
    id,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": error ? true : undefined,
    // Not the native attribute: its bubble would replace our words and hide the other errors.
    "aria-required": required ? true : undefined,
  };
}

export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="flex max-w-prose items-start gap-1.5 text-sm text-bad-text">
      <CircleAlert size={14} aria-hidden="true" className="mt-[3px] shrink-0" />
      <span>{children}</span>
    </p>
  );
}

/** Label above, example beneath, error beneath. `children` receives the wiring and returns the control. */
export function Field({
  children,
  ...props
}: FieldProps & { children: (wiring: ControlWiring) => ReactNode }) {
  const { id, label, example, error, required } = props;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline gap-2">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {required ? null : <span className="text-sm text-muted">optional</span>}
      </div>
      {children(wireControl(props))}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
      {example ? (
        <p id={`${id}-example`} className="max-w-prose text-sm text-muted">
          {example}
        </p>
      ) : null}
    </div>
  );
}
