import { type ReactNode, useId } from "react";
import { classNames } from "./class-names";

/** A titled section of a page. `flush` lets a table reach the edges. */
export function Panel({
  title,
  sentence,
  actions,
  footer,
  flush = false,
  danger = false,
  children,
}: {
  title: string;
  sentence?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  flush?: boolean;
  /** The dangerous things, last on the page. */
  danger?: boolean;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <section
      aria-labelledby={titleId}
      className={classNames(
        "min-w-0 rounded-lg border bg-surface-raised",
        danger ? "border-bad-border" : "border-border",
      )}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3.5 sm:px-5">
        <div className="min-w-0">
          <h2 id={titleId} className="text-lg font-semibold">
            {title}
          </h2>
          {sentence ? <p className="max-w-prose text-muted">{sentence}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
      </div>
      <div className={flush ? "pt-2.5 pb-1" : "px-4 pt-2.5 pb-4 sm:px-5"}>{children}</div>
      {footer ? <div className="border-t border-border px-4 py-3 text-muted sm:px-5">{footer}</div> : null}
    </section>
  );
}
