import { CircleAlert } from "lucide-react";
import { type DragEvent, type ReactNode, useId, useRef, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { controlStyle } from "@/components/ui/control-style";
import { CopyButton } from "@/components/ui/copy-button";
import { FieldError } from "@/components/ui/field";
import type { ConfigProblem } from "@/lib/domain/vcd/cluster-yaml";

/**
 * The configuration as text: typed, pasted, dropped, or out of a file. Lines are numbered, because problems are named
 * by their line.
 */
export function YamlView({
  text,
  live,
  problems,
  error,
  onText,
  children,
}: {
  /** What the text begins with. */
  text: string;
  /** What it is now, for the numbers and for copying. */
  live: string;
  problems: ConfigProblem[];
  /** Why it was refused when it was sent. */
  error?: string;
  /** A whole new text, out of a file. */
  onText: (text: string) => void;
  /** What is offered about the problems, after them. */
  children: ReactNode;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const [isOver, setOver] = useState(false);
  const [unread, setUnread] = useState<string | null>(null);
  const listId = useId();
  const lines = live.split("\n").length;
  const bad = new Set(problems.map(({ line }) => line));

  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > 256_000) {
      setUnread(`${file.name} is too long to be the configuration of one cluster.`);
      return;
    }
    setUnread(null);
    onText((await file.text()).replaceAll("\r\n", "\n"));
    area.current?.focus();
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    void take(file);
  };
  const goTo = ({ line, column }: ConfigProblem) => {
    const field = area.current;
    if (!field) return;
    const before = field.value.split("\n").slice(0, line - 1);
    const at = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
    const end = field.value.indexOf("\n", at);
    field.focus();
    field.setSelectionRange(at, end < 0 ? field.value.length : end);
  };

  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <label htmlFor="yaml" className="font-medium">
          Configuration
        </label>
        <CopyButton text={live} what="configuration" />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: files are dropped here; the file field does the same by keyboard */}
      <div
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes("Files")) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={classNames(
          "grid grid-cols-[auto_minmax(0,1fr)] rounded-md",
          isOver && "outline-2 outline-offset-2 outline-accent outline-dashed",
        )}
      >
        <div
          aria-hidden="true"
          ref={numbers}
          className="overflow-hidden rounded-l-md border border-r-0 border-border-strong bg-surface-sunken py-1.5 text-right font-mono text-sm text-muted"
        >
          {Array.from({ length: lines }, (_, index) => index + 1).map((line) => (
            <div
              key={line}
              className={classNames(
                "h-5 pr-2 pl-3 leading-5",
                bad.has(line) && "bg-bad-surface font-semibold text-bad-text",
              )}
            >
              {line}
            </div>
          ))}
        </div>
        <textarea
          ref={area}
          id="yaml"
          name="yaml"
          defaultValue={text}
          rows={Math.min(60, Math.max(20, lines + 1))}
          wrap="off"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          aria-describedby={[problems.length > 0 ? listId : error ? "yaml-error" : "", "yaml-example"]
            .filter(Boolean)
            .join(" ")}
          aria-invalid={problems.length > 0 || Boolean(error) || undefined}
          onScroll={({ currentTarget }) => {
            if (numbers.current) numbers.current.scrollTop = currentTarget.scrollTop;
          }}
          className={classNames(
            controlStyle,
            "block resize-none rounded-l-none font-mono text-sm leading-5 max-sm:text-sm",
          )}
        />
      </div>
      {problems.length > 0 ? (
        <ul id={listId} className="space-y-1 text-sm">
          {problems.map((problem) => (
            <li
              key={`${problem.line}:${problem.column} ${problem.message}`}
              className="flex max-w-prose items-start gap-1.5 text-bad-text"
            >
              <CircleAlert size={14} aria-hidden="true" className="mt-[3px] shrink-0" />
              <span>
                <button
                  type="button"
                  onClick={() => goTo(problem)}
                  className="rounded-sm font-medium underline underline-offset-2"
                >
                  Line {problem.line}:
                </button>{" "}
                {problem.message}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {error && problems.length === 0 ? <FieldError id="yaml-error">{error}</FieldError> : null}
      {children}
      <p id="yaml-example" className="max-w-prose text-sm text-muted">
        What <code>vcd cse cluster apply</code> takes, as YAML or JSON, for CSE 3.0.x or 3.1.x. Paste it, drop
        a file here, or choose one.
      </p>
      <div className="flex flex-col gap-1">
        <label htmlFor="file" className="text-sm text-muted">
          File
        </label>
        <input
          id="file"
          name="file"
          type="file"
          accept=".yaml,.yml,.json,text/yaml,application/json"
          onChange={({ currentTarget }) => {
            void take(currentTarget.files?.[0]);
            // Its content is in the text now; the file itself must not be sent beside it.
            currentTarget.value = "";
          }}
          className="max-w-full text-sm file:mr-3 file:min-h-7 file:rounded-md file:border file:border-border-strong file:bg-surface-raised file:px-2 file:font-medium file:text-text"
        />
        <p role="status" className="text-sm text-bad-text">
          {unread}
        </p>
      </div>
    </div>
  );
}
