"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "./announce";
import { buttonStyle } from "./button-style";

/** Browsers offer no clipboard on plain http; the old command still works there. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.style.position = "fixed";
  area.style.opacity = "0";
  const opener = document.activeElement;
  (opener?.parentElement ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (opener instanceof HTMLElement) opener.focus();
  return done;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Copies `text`. `what` names it for those who cannot see the row: "VPC ID", "accept command". */
export function CopyButton({
  text,
  what,
  compact = false,
}: {
  text: string;
  what: string;
  compact?: boolean;
}) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  const word = outcome === "copied" ? "Copied" : outcome === "failed" ? "Select and copy by hand" : "Copy";
  const Icon = outcome === "copied" ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={`Copy ${what}`}
      title={compact ? `Copy ${what}` : undefined}
      onClick={async () => {
        const done = await copy(text);
        setOutcome(done ? "copied" : "failed");
        announce(
          done ? `Copied ${what}` : `The browser did not let us copy ${what}. Select it and copy by hand.`,
        );
      }}
      className={`needs-script ${
        compact
          ? "inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-surface-sunken hover:text-text"
          : `${buttonStyle("secondary", "small")} shrink-0`
      }`}
    >
      <Icon size={14} aria-hidden="true" className={outcome === "copied" ? "text-good" : undefined} />
      {compact ? null : <span className="min-w-12 text-left">{word}</span>}
    </button>
  );
}
