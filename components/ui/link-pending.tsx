"use client";
import { useLinkStatus } from "next/link";

/** Inside a Link: a thin bar at the top of the window until the next page is there. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return (
    <span
      aria-hidden="true"
      className="pending-bar fixed inset-x-0 top-0 z-50 h-0.5 overflow-hidden bg-accent-surface"
    />
  );
}
