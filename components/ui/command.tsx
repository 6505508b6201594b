import { CopyButton } from "./copy-button";

/** A shell command as it is typed. Long lines wrap inside the block; what is copied is the command alone. */
export function Command({
  command,
  what,
  title,
}: {
  command: string;
  /** Names it for the copy button: "accept command". */
  what: string;
  title?: string;
}) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-md border border-border bg-surface-sunken">
      <div className="flex items-center justify-between gap-3 border-b border-border px-3 py-1.5">
        <figcaption className="text-sm text-muted">{title ?? "Command"}</figcaption>
        <CopyButton text={command} what={what} />
      </div>
      <pre className="px-3 py-2.5 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
        <code>{command}</code>
      </pre>
    </figure>
  );
}
