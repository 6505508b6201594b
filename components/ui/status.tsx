import { classNames } from "./class-names";
import { Mark, type MarkState } from "./mark";
import { type Tone, toneGraphic, toneText } from "./tone";

/** The mark and its word. One width for all states, so that a column reads as a column. */
export function Status({
  mark,
  tone,
  word,
  size = "chip",
}: {
  mark: MarkState;
  tone: Tone;
  word: string;
  size?: "chip" | "large";
}) {
  if (size === "large") {
    return (
      <span className={classNames("inline-flex items-center gap-2.5 text-lg font-semibold", toneText[tone])}>
        <Mark state={mark} size={32} className={toneGraphic[tone]} />
        {word}
      </span>
    );
  }
  return (
    <span
      className={classNames("inline-flex min-w-40 items-center gap-2 text-sm font-medium", toneText[tone])}
    >
      <Mark state={mark} size={16} className={toneGraphic[tone]} />
      {word}
    </span>
  );
}
