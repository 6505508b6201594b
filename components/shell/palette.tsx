"use client";
import * as Dialog from "@radix-ui/react-dialog";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { groupEntries, matchEntries, type PaletteEntry } from "./palette-entry";

type Found = { typed: string; entries: PaletteEntry[] };

/** What the server finds for the text; null while nothing was asked or it failed. Known entries still work then. */
function useSearch(typed: string, searchHref?: string): { found: PaletteEntry[]; searching: boolean } {
  const [found, setFound] = useState<Found | null>(null);
  const wanted = searchHref && typed.trim().length > 1 ? typed.trim() : null;
  useEffect(() => {
    if (!wanted || !searchHref) return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const url = new URL(searchHref, location.origin);
      url.searchParams.set("search", wanted);
      try {
        const response = await fetch(url, { signal: abort.signal });
        const entries = response.ok ? ((await response.json()) as { entries: PaletteEntry[] }).entries : [];
        setFound({ typed: wanted, entries });
      } catch {
        if (!abort.signal.aborted) setFound({ typed: wanted, entries: [] });
      }
    }, 150);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [wanted, searchHref]);
  if (!wanted) return { found: [], searching: false };
  return { found: found?.entries ?? [], searching: found?.typed !== wanted };
}

/** Default export because it is loaded lazily: a combobox over everything one can go to. */
export default function Palette({
  entries,
  searchHref,
  close,
  go,
}: {
  entries: PaletteEntry[];
  searchHref?: string;
  close: () => void;
  go: (href: string) => void;
}) {
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const [opener] = useState(() => document.activeElement);
  const id = useId();
  const { found, searching } = useSearch(typed, searchHref);
  const groups = useMemo(() => {
    const known = matchEntries(entries, typed);
    const hrefs = new Set(known.map(({ href }) => href));
    return groupEntries([...known, ...found.filter(({ href }) => !hrefs.has(href))]);
  }, [entries, typed, found]);
  const flat = groups.flatMap(({ entries: members }) => members);
  const current = Math.min(active, flat.length - 1);

  useEffect(() => {
    list.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [current]);

  function steer(event: KeyboardEvent) {
    const last = flat.length - 1;
    const target = {
      ArrowDown: current >= last ? 0 : current + 1,
      ArrowUp: current <= 0 ? last : current - 1,
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      setActive(target);
    } else if (event.key === "Enter" && flat[current] && !event.nativeEvent.isComposing) {
      event.preventDefault();
      go(flat[current].href);
    }
  }

  let index = -1;
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={() => opener instanceof HTMLElement && opener.focus()}
          className="fixed top-[12dvh] left-1/2 z-50 flex max-h-[70dvh] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 flex-col rounded-lg border border-border bg-surface-raised shadow-overlay"
        >
          <Dialog.Title className="sr-only">Go to</Dialog.Title>
          <div className="flex items-center gap-2.5 border-b border-border px-4">
            <Search size={16} aria-hidden="true" className="shrink-0 text-muted" />
            <input
              role="combobox"
              aria-label="Go to a room, a cluster, a connection, an organization"
              aria-expanded={flat.length > 0}
              aria-controls={`${id}-list`}
              aria-activedescendant={flat[current] ? `${id}-${current}` : undefined}
              aria-autocomplete="list"
              placeholder="Where to?"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setActive(0);
              }}
              onKeyDown={steer}
              className="h-12 min-w-0 flex-1 bg-transparent text-lg outline-none placeholder:text-muted"
            />
            <kbd className="rounded-sm bg-surface-sunken px-1.5 text-xs text-muted">Esc</kbd>
          </div>
          <div
            ref={list}
            id={`${id}-list`}
            role="listbox"
            aria-label="Places"
            className="min-h-0 overflow-y-auto p-2 empty:hidden"
          >
            {groups.map(({ group, entries: members }) => (
              // biome-ignore lint/a11y/useSemanticElements: a group inside a listbox, not a fieldset
              <div key={group} role="group" aria-label={group} className="pb-1.5">
                <div aria-hidden="true" className="px-2.5 py-1 text-xs font-medium text-muted">
                  {group}
                </div>
                {members.map(({ href, label, hint }) => {
                  index += 1;
                  const at = index;
                  return (
                    // biome-ignore lint/a11y/useKeyWithClickEvents: keys belong to the input, as ARIA's combobox wants
                    // biome-ignore lint/a11y/useFocusableInteractive: as above
                    <div
                      key={href}
                      id={`${id}-${at}`}
                      data-index={at}
                      role="option"
                      aria-selected={at === current}
                      onClick={() => go(href)}
                      onPointerMove={() => setActive(at)}
                      className="flex min-h-9 items-center justify-between gap-4 rounded-md px-2.5 aria-selected:bg-accent-surface aria-selected:text-accent-text"
                    >
                      <span className="min-w-0 truncate">{label}</span>
                      {hint ? <span className="min-w-0 truncate text-sm text-muted">{hint}</span> : null}
                    </div>
                  );
                })}
              </div>
            ))}
          </div>
          <p role="status" className={flat.length > 0 ? "sr-only" : "px-4 py-6 text-center text-muted"}>
            {flat.length > 0
              ? `${flat.length} ${flat.length === 1 ? "place" : "places"}`
              : searching
                ? "Looking…"
                : `Nothing is called “${typed.trim()}”.`}
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
