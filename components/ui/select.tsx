import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";
import { controlStyle } from "./control-style";
import { Field, type FieldProps } from "./field";

export interface SelectOption {
  value: string;
  label: string;
  /** Listed but not selectable; the reason stands in the option's own text. */
  disabledReason?: string;
}
export interface SelectGroup {
  group: string;
  options: SelectOption[];
}

export interface SelectProps extends ComponentProps<"select"> {
  options: (SelectOption | SelectGroup)[];
  /** First, empty choice, for example "Choose a cluster". */
  placeholder?: string;
}

function Option({ value, label, disabledReason }: SelectOption) {
  return (
    <option value={value} disabled={Boolean(disabledReason)}>
      {disabledReason ? `${label} (${disabledReason})` : label}
    </option>
  );
}

/** The native select: every keyboard, phone and screen reader knows it, also without scripts. */
export function Select({ options, placeholder, className, ...rest }: SelectProps) {
  return (
    <span className="relative block">
      <select
        {...rest}
        // A form that was sent goes back to the first default; a new default needs a new element.
        key={String(rest.defaultValue)}
        className={classNames(controlStyle, "h-9 appearance-none truncate py-0! pr-9", className)}
      >
        {placeholder === undefined ? null : (
          // The element around it is made with a key of its own, which makes a list of these children.
          <option key="placeholder" value="">
            {placeholder}
          </option>
        )}
        {options.map((entry) =>
          "group" in entry ? (
            <optgroup key={entry.group} label={entry.group}>
              {entry.options.map((option) => (
                <Option key={option.value} {...option} />
              ))}
            </optgroup>
          ) : (
            <Option key={entry.value} {...entry} />
          ),
        )}
      </select>
      <ChevronDown
        size={16}
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-muted"
      />
    </span>
  );
}

export function SelectField({
  id,
  label,
  example,
  error,
  required,
  ...select
}: FieldProps & Omit<SelectProps, "id" | "required">) {
  return (
    <Field id={id} label={label} example={example} error={error} required={required}>
      {(wiring) => <Select {...select} {...wiring} />}
    </Field>
  );
}
