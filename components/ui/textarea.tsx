import type { ComponentProps } from "react";
import { classNames } from "./class-names";
import { controlStyle } from "./control-style";
import { Field, type FieldProps } from "./field";

export interface TextareaProps extends ComponentProps<"textarea"> {
  mono?: boolean;
}

export function Textarea({ mono = false, rows = 3, className, ...rest }: TextareaProps) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={classNames(controlStyle, "block resize-y", mono && "font-mono", className)}
    />
  );
}

export function TextareaField({
  id,
  label,
  example,
  error,
  required,
  ...textarea
}: FieldProps & Omit<TextareaProps, "id" | "required">) {
  return (
    <Field id={id} label={label} example={example} error={error} required={required}>
      {(wiring) => <Textarea {...textarea} {...wiring} />}
    </Field>
  );
}
