import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

/** A number before its limit, with a bar; the words say it all. */
export function UsageMeter({
  label,
  used,
  limit,
  unit,
}: {
  label: ReactNode;
  used: number;
  limit: number;
  unit: string;
}) {
  const full = used >= limit;
  const near = !full && used >= limit - Math.max(3, Math.round(limit / 10));
  const left = Math.max(0, limit - used);
  return (
    <div className="space-y-1">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
        <span>{label}</span>
        <span className={full ? "font-medium text-bad-text" : near ? "text-waiting-text" : "text-muted"}>
          {used} of {limit} {unit}
          {full ? ", full" : near ? `, ${left} left` : null}
        </span>
      </div>
      <div aria-hidden="true" className="h-1.5 overflow-hidden rounded-sm bg-surface-sunken">
        <div
          className={classNames("h-full", full ? "bg-bad" : near ? "bg-waiting" : "bg-accent")}
          style={{ width: `${Math.min(100, (used / limit) * 100)}%` }}
        />
      </div>
    </div>
  );
}
