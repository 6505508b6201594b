import type { ReactNode } from "react";
import { buttonStyle } from "@/components/ui/button-style";

/**
 * A button that opens what must be read, or filled in, before the real one is pressed. Works without scripts; `open`
 * keeps it open where a refusal stands inside.
 */
export function Disclosed({
  label,
  open = false,
  children,
}: {
  label: ReactNode;
  open?: boolean;
  children: ReactNode;
}) {
  return (
    <details open={open} className="max-w-prose">
      <summary className={`${buttonStyle("secondary", "small")} list-none`}>{label}</summary>
      <div className="mt-2 space-y-3 rounded-md border border-border bg-surface-sunken p-3">{children}</div>
    </details>
  );
}
