import { type ComponentProps, type ReactNode, useId } from "react";
import { type ButtonSize, type ButtonVariant, buttonStyle } from "./button-style";
import { Spinner } from "./spinner";

export interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Under way: keeps its focus, takes no second click, shows `pendingLabel`. */
  pending?: boolean;
  pendingLabel?: string;
  /** Why it cannot be used now. Shown beneath and read out; the button stays reachable by keyboard. */
  disabledReason?: string;
}

export function Button({
  variant = "secondary",
  size = "medium",
  icon,
  pending = false,
  pendingLabel,
  disabledReason,
  type = "button",
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  const off = Boolean(disabledReason);
  const button = (
    <button
      {...rest}
      // A button that is off must not submit: aria-disabled alone does not stop it.
      type={off || pending ? "button" : type}
      onClick={off || pending ? undefined : onClick}
      aria-disabled={off || pending || undefined}
      aria-busy={pending || undefined}
      aria-describedby={off ? reasonId : rest["aria-describedby"]}
      className={`${buttonStyle(variant, size, off)} ${className ?? ""}`}
    >
      {pending ? <Spinner size={size === "small" ? 14 : 16} /> : icon}
      {pending && pendingLabel ? pendingLabel : children}
    </button>
  );
  if (!off) return button;
  return (
    <span className="inline-flex max-w-prose flex-col items-start gap-1">
      {button}
      <span id={reasonId} className="text-sm text-muted">
        {disabledReason}
      </span>
    </span>
  );
}
