import type { ReactNode } from "react";
import { paths } from "@/lib/paths";

/**
 * A plain form that reads a notification and opens what it is about; without an id it reads all, with `stay` it opens
 * nothing. `BellLive` has it sent without leaving the page, where there are scripts.
 */
export function ReadForm({
  id,
  stay = false,
  className,
  children,
}: {
  id?: string;
  stay?: boolean;
  className: string;
  children: ReactNode;
}) {
  return (
    <form method="post" action={paths.api.readNotifications()} data-reads={id ?? "all"}>
      {id ? <input type="hidden" name="id" value={id} /> : null}
      {stay ? <input type="hidden" name="stay" value="1" /> : null}
      <button type="submit" className={className}>
        {children}
      </button>
    </form>
  );
}
