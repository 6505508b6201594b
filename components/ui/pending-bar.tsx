"use client";
import { createPortal } from "react-dom";

/** A thin bar at the top of the window. In the body, because what was clicked may be in a menu that has closed. */
export function PendingBar() {
  return createPortal(
    <span
      aria-hidden="true"
      className="pending-bar fixed inset-x-0 top-0 z-50 h-0.5 overflow-hidden bg-accent-surface"
    />,
    document.body,
  );
}
