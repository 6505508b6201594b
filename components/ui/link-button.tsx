import Link from "next/link";
import { type ReactNode, useId } from "react";
import { type ButtonSize, type ButtonVariant, buttonStyle } from "./button-style";
import { LinkPending } from "./link-pending";

/** A link that looks like a button: it leads somewhere, it does nothing. */
export function LinkButton({
  href,
  variant = "secondary",
  size = "medium",
  icon,
  disabledReason,
  children,
}: {
  href: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  disabledReason?: string;
  children: ReactNode;
}) {
  const reasonId = useId();
  if (disabledReason) {
    return (
      <span className="inline-flex max-w-prose flex-col items-start gap-1">
        <button
          type="button"
          aria-disabled="true"
          aria-describedby={reasonId}
          className={buttonStyle(variant, size, true)}
        >
          {icon}
          {children}
        </button>
        <span id={reasonId} className="text-sm text-muted">
          {disabledReason}
        </span>
      </span>
    );
  }
  return (
    <Link href={href} prefetch={false} className={buttonStyle(variant, size)}>
      {icon}
      {children}
      <LinkPending />
    </Link>
  );
}
