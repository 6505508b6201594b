import type { ReactNode } from "react";
import { Notice } from "./notice";

/** Keeps the last data, grey, and says that it is the last. `why` null shows the children as they are. */
export function Stale({ why, next, children }: { why: string | null; next?: string; children: ReactNode }) {
  return (
    <div className={why ? "space-y-4" : undefined}>
      <div role="status">{why ? <Notice tone="waiting" title={why} next={next} /> : null}</div>
      <div className={why ? "stale" : undefined}>{children}</div>
    </div>
  );
}
