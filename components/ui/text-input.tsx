import type { ComponentProps } from "react";
import { classNames } from "./class-names";
import { controlStyle } from "./control-style";
import { Field, type FieldProps } from "./field";

export interface TextInputProps extends ComponentProps<"input"> {
  /** Identifiers, CIDRs, addresses. */
  mono?: boolean;
}

export function TextInput({ mono = false, className, type = "text", ...rest }: TextInputProps) {
  return (
    <input
      autoComplete="off"
      spellCheck={mono ? false : undefined}
      autoCapitalize={mono ? "none" : undefined}
      {...rest}
      type={type}
      className={classNames(controlStyle, "h-9", mono && "font-mono", className)}
    />
  );
}

export function TextField({
  id,
  label,
  example,
  error,
  required,
  ...input
}: FieldProps & Omit<TextInputProps, "id" | "required">) {
  return (
    <Field id={id} label={label} example={example} error={error} required={required}>
      {(wiring) => <TextInput {...input} {...wiring} />}
    </Field>
  );
}
