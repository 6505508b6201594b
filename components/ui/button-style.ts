import { classNames } from "./class-names";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "small" | "medium";

const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border-border-strong bg-surface-raised text-text hover:bg-surface-sunken",
  ghost: "border-transparent text-text hover:bg-surface-sunken",
  danger: "border-transparent bg-bad text-on-bad hover:bg-bad-hover",
};

const sizes: Record<ButtonSize, string> = {
  small: "min-h-7 px-2 text-sm gap-1.5",
  medium: "min-h-9 px-3.5 text-base gap-2",
};

export function buttonStyle(variant: ButtonVariant, size: ButtonSize, off = false): string {
  return classNames(
    "inline-flex items-center justify-center rounded-md border py-1 font-medium select-none",
    "forced-colors:border-[ButtonBorder]",
    sizes[size],
    off ? "border-border bg-surface-sunken text-muted" : variants[variant],
  );
}
