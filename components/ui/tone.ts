/** The four meanings that colour may carry, and neutral for everything that has none. */
export type Tone = "waiting" | "working" | "good" | "bad" | "neutral";

/** Tinted panel: surface, border and text of one meaning. */
export const toneSurface: Record<Tone, string> = {
  waiting: "bg-waiting-surface border-waiting-border text-waiting-text",
  working: "bg-working-surface border-working-border text-working-text",
  good: "bg-good-surface border-good-border text-good-text",
  bad: "bg-bad-surface border-bad-border text-bad-text",
  neutral: "bg-surface-sunken border-border text-muted",
};

/** Graphics (icons, dots): 3:1 against every surface, not for text. */
export const toneGraphic: Record<Tone, string> = {
  waiting: "text-waiting",
  working: "text-working",
  good: "text-good",
  bad: "text-bad",
  neutral: "text-border-strong",
};

/** Words in the colour of their meaning, readable on every surface. */
export const toneText: Record<Tone, string> = {
  waiting: "text-waiting-text",
  working: "text-working-text",
  good: "text-good-text",
  bad: "text-bad-text",
  neutral: "text-muted",
};
