import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Panel } from "@/components/ui/panel";
import { diffLines } from "@/lib/domain/vcd/diff-lines";
import type { Repair } from "@/lib/domain/vcd/repair-yaml";

const marks = {
  same: { sign: " ", word: "", look: "text-muted" },
  removed: { sign: "−", word: "removed: ", look: "bg-bad-surface text-bad-text" },
  added: { sign: "+", word: "added: ", look: "bg-good-surface text-good-text" },
};

/** The text that was most likely meant: why it differs, and each line of the difference, before it is taken. */
export function RepairOffer({ text, repair }: { text: string; repair: Repair }) {
  return (
    <Panel
      title="Most likely meant"
      sentence="The names of CSE's fields tell where each belongs, so this text can be put right. Nothing is changed until you take it."
      actions={
        <Button type="submit" name="do" value="repair">
          Take the repaired text
        </Button>
      }
    >
      <div className="space-y-3">
        <ul className="list-disc space-y-1 pl-5">
          {repair.changes.map(({ fromLine, toLine, what, why }) => (
            <li key={`${fromLine} ${what}`} className="max-w-prose">
              <span className="font-medium">
                {fromLine === toLine ? `Line ${fromLine}` : `Lines ${fromLine} to ${toLine}`}: {what}.
              </span>{" "}
              {why}
            </li>
          ))}
        </ul>
        <pre
          // Scrolled by keyboard where it is wider than the page.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable
          tabIndex={0}
          className="max-h-[32rem] overflow-auto rounded-md border border-border bg-surface-sunken py-2 text-sm"
        >
          <code className="block w-fit min-w-full">
            {diffLines(text, repair.text).map(({ mark, text: line, line: number }) => {
              const { sign, word, look } = marks[mark];
              return (
                <span key={`${mark} ${number}`} className={classNames("block px-3", look)}>
                  <span className="sr-only">{word}</span>
                  <span aria-hidden="true" className="inline-block w-8 pr-2 text-right select-none">
                    {number}
                  </span>
                  <span aria-hidden="true" className="inline-block w-4 select-none">
                    {sign}
                  </span>
                  {line}
                </span>
              );
            })}
          </code>
        </pre>
      </div>
    </Panel>
  );
}
