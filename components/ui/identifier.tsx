import { classNames } from "./class-names";
import { CopyButton } from "./copy-button";

/** An id, a CIDR, an address: mono, whole, never cut. `copy` names it and adds the copy button. */
export function Identifier({ value, copy, className }: { value: string; copy?: string; className?: string }) {
  const code = (
    <code className={classNames("font-mono text-[0.92em] [overflow-wrap:anywhere]", className)}>{value}</code>
  );
  if (!copy) return code;
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      {code}
      <CopyButton text={value} what={copy} compact />
    </span>
  );
}
