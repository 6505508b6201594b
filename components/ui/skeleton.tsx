/** Holds the final size of what the browser fetches later. Never for what the first paint should show. */
export function Skeleton({ height, width = "100%" }: { height: string; width?: string }) {
  return (
    <div
      aria-hidden="true"
      style={{ height, width }}
      className="max-w-full rounded-md bg-surface-sunken motion-safe:animate-pulse"
    />
  );
}
