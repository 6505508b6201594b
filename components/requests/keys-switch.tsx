"use client";
import { useSyncExternalStore } from "react";

const setting = "drawbridge.queue-keys";
const changed = "drawbridge:queue-keys";
// Where the browser keeps nothing, what was chosen holds until the page is left.
let chosen: "on" | "off" | null = null;

/** Whether the keys of lists are to be listened to: what was chosen in this browser, on unless it was switched off. */
export function areKeysOn(): boolean {
  if (chosen) return chosen === "on";
  try {
    return localStorage.getItem(setting) !== "off";
  } catch {
    return true;
  }
}

function switchKeys(on: boolean): void {
  chosen = on ? "on" : "off";
  try {
    localStorage.setItem(setting, chosen);
    chosen = null;
  } catch {
    // Kept above.
  }
  window.dispatchEvent(new Event(changed));
}

function subscribe(listen: () => void): () => void {
  // `storage` tells of other tabs.
  for (const kind of [changed, "storage"]) window.addEventListener(kind, listen);
  return () => {
    for (const kind of [changed, "storage"]) window.removeEventListener(kind, listen);
  };
}

/** Says which key shows the others, and switches all of them off and on: speech input types single letters by accident. */
export function KeysSwitch() {
  const on = useSyncExternalStore(subscribe, areKeysOn, () => true);
  return (
    <div className="needs-script flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-border px-4 py-3 text-sm sm:px-5">
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-describedby="keys-of-list"
        onClick={() => switchKeys(!on)}
        className="min-h-7 rounded-md border border-border-strong bg-surface-raised px-2 font-medium hover:bg-surface-sunken"
      >
        Keyboard shortcuts<span aria-hidden="true">: {on ? "on" : "off"}</span>
      </button>
      <p id="keys-of-list" className="text-muted">
        {on ? (
          <>
            Press <kbd>?</kbd> within the list for its keys.
          </>
        ) : (
          "The list's own keys do nothing. Tab and Enter work as everywhere."
        )}
      </p>
    </div>
  );
}
