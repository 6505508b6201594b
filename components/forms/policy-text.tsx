import { CopyButton } from "@/components/ui/copy-button";

/** A text to be pasted elsewhere, whole, with its copy button. */
export function PolicyText({ text, what }: { text: string; what: string }) {
  return (
    <div className="relative">
      <div className="absolute top-2 right-2">
        <CopyButton text={text} what={what} />
      </div>
      <pre
        // Scrolled by keyboard where it is wider than the page.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-md border border-border bg-surface-sunken p-3 text-sm"
      >
        <code>{text}</code>
      </pre>
    </div>
  );
}
