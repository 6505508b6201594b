import type { ReactNode } from "react";
import { Mark } from "./mark";

/** What this place is for, one picture, one button. */
export function EmptyState({
  title,
  children,
  picture,
  action,
}: {
  title: string;
  children: ReactNode;
  picture?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <div className="text-accent-text">{picture ?? <Mark state="raised" size={32} />}</div>
      <p className="text-lg font-semibold">{title}</p>
      <div className="max-w-md text-muted">{children}</div>
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}
