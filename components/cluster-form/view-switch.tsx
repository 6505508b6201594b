import type { DraftView } from "@/lib/domain/vcd/cluster-draft";

const words: Record<DraftView, string> = { form: "Form", yaml: "YAML" };

/**
 * The two views of one configuration. Buttons of the form and no links: what was typed goes along, and the server
 * writes the other view of it.
 */
export function ViewSwitch({ current }: { current: DraftView }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons, not a group of fields
    <div role="group" aria-label="Written as" className="border-b border-border">
      <div className="-mb-px flex gap-x-5">
        {(["form", "yaml"] as const).map((view) => (
          <button
            key={view}
            type="submit"
            name="do"
            value={view}
            aria-pressed={view === current}
            className="inline-flex min-h-9 items-center border-b-2 border-transparent text-muted hover:text-text aria-pressed:border-accent aria-pressed:font-medium aria-pressed:text-text"
          >
            {words[view]}
          </button>
        ))}
      </div>
    </div>
  );
}
