import type { ReactNode } from "react";
import { buttonStyle } from "@/components/ui/button-style";

/** A button that opens what must be read, or filled in, before the real one is pressed. Works without scripts. */
export function Disclosed({
  label,
  children,
  danger = false,
}: {
  label: ReactNode;
  children: ReactNode;
  danger?: boolean;
}) {
  return (
    <details className="group max-w-prose">
      <summary className={`${buttonStyle("secondary", "small")} list-none ${danger ? "text-bad-text" : ""}`}>
        {label}
      </summary>
      <div className="mt-2 space-y-3 rounded-md border border-border bg-surface-sunken p-3">{children}</div>
    </details>
  );
}
