"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { announce } from "@/components/ui/announce";
import type { Theme } from "./theme";

const choices: { theme: Theme; label: string; Icon: typeof Sun }[] = [
  { theme: "system", label: "System", Icon: Monitor },
  { theme: "light", label: "Light", Icon: Sun },
  { theme: "dark", label: "Dark", Icon: Moon },
];

function applyTheme(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** A plain form; where scripts run the page keeps its place and changes at once. */
export function ThemeSwitch({ theme: stored, action }: { theme: Theme; action: string }) {
  const [theme, setTheme] = useState(stored);

  async function choose(next: Theme) {
    setTheme(next);
    applyTheme(next);
    const saved = await fetch(action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ theme: next }),
      // Leaving the page at once must not undo the choice.
      keepalive: true,
    }).catch(() => null);
    if (!saved?.ok) announce("The theme could not be saved. It lasts until this page is loaded again.");
  }

  return (
    <form method="post" action={action}>
      <fieldset className="flex rounded-md border border-border bg-surface-sunken p-0.5">
        <legend className="sr-only">Theme</legend>
        {choices.map(({ theme: each, label, Icon }) => (
          <button
            key={each}
            type="submit"
            name="theme"
            value={each}
            aria-pressed={theme === each}
            onClick={(event) => {
              event.preventDefault();
              void choose(each);
            }}
            className="flex min-h-7 flex-1 items-center justify-center gap-1.5 rounded-sm px-2 text-sm text-muted hover:text-text aria-pressed:bg-surface-raised aria-pressed:font-medium aria-pressed:text-text aria-pressed:outline aria-pressed:outline-border aria-pressed:focus-visible:outline-2 aria-pressed:focus-visible:outline-focus"
          >
            <Icon size={14} aria-hidden="true" />
            {label}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
