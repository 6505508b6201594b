"use client";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore, useTransition } from "react";
import { PendingBar } from "@/components/ui/pending-bar";
import type { PaletteEntry } from "./palette-entry";

const Palette = lazy(() => import("./palette"));

const never = () => () => {};

/** Opens the palette, by click or Ctrl/⌘ K. Its code is fetched when it is first opened. */
export function PaletteButton({ entries, searchHref }: { entries: PaletteEntry[]; searchHref?: string }) {
  const [open, setOpen] = useState(false);
  const [going, startGoing] = useTransition();
  const router = useRouter();
  const mac = useSyncExternalStore(
    never,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => false,
  );

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
        className="needs-script flex min-h-9 items-center gap-2 rounded-md px-2.5 text-muted hover:bg-surface-sunken hover:text-text sm:border sm:border-border-strong sm:bg-surface-raised"
      >
        <Search size={16} aria-hidden="true" />
        <span className="max-sm:sr-only">Go to</span>
        <kbd className="rounded-sm bg-surface-sunken px-1.5 text-xs max-sm:hidden">
          {mac ? "⌘ K" : "Ctrl K"}
        </kbd>
      </button>
      {going ? <PendingBar /> : null}
      {open ? (
        <Suspense fallback={null}>
          <Palette
            entries={entries}
            searchHref={searchHref}
            close={() => setOpen(false)}
            go={(href) => {
              setOpen(false);
              startGoing(() => router.push(href));
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}
