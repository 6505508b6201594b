/** How much of a limit is used, number first: "47 of 50 connections". The bar repeats the words for the eye. */
export function Meter({
  used,
  limit,
  what,
  hint,
}: {
  used: number;
  limit: number;
  what: string;
  hint?: string;
}) {
  const share = limit > 0 ? Math.min(used / limit, 1) : 1;
  const fill = share >= 1 ? "bg-bad" : share >= 0.9 ? "bg-waiting" : "bg-accent";
  return (
    <div className="space-y-1">
      <p className="flex flex-wrap justify-between gap-x-4">
        <span>
          <span className="font-medium">{used}</span> of {limit} {what}
        </span>
        <span className="text-muted">{used >= limit ? "none left" : `${limit - used} left`}</span>
      </p>
      <div
        aria-hidden="true"
        className="h-1.5 overflow-hidden rounded-full bg-surface-sunken outline outline-border"
      >
        <div className={`h-full ${fill}`} style={{ width: `${share * 100}%` }} />
      </div>
      {hint ? <p className="text-sm text-muted">{hint}</p> : null}
    </div>
  );
}
