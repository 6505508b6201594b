import { buttonStyle } from "@/components/ui/button-style";

/** The framework's hash of a server error, under which the log has the rest; errors of the browser have none. */
function readReference(error: unknown): string | null {
  return error instanceof Error && "digest" in error && typeof error.digest === "string"
    ? error.digest
    : null;
}

/** A page from before an update: its actions and scripts are no longer there. */
function isOutdated(error: unknown): boolean {
  return error instanceof Error && /^(UnrecognizedAction|ChunkLoad)Error$/.test(error.name);
}

/**
 * An unexpected error, by its reference alone: what went wrong inside is for the log. Every page carries this in
 * its scripts, once per error boundary, so it is made of next to nothing.
 */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = readReference(error);
  const [limit, seconds] = reference?.split(" ") ?? [];
  // Too many pages were asked for: that is no error, and passes by itself.
  const tooMany = limit === "LIMIT";
  const outdated = isOutdated(error);
  const [title, what, next] = tooMany
    ? [
        "Too many requests within a minute",
        "That is more than Drawbridge answers you or your network.",
        `Wait ${seconds ? `${seconds} seconds` : "a minute"}, then try again.`,
      ]
    : outdated
      ? ["This page is from before an update", "Nothing was changed.", "Reload the page, then do it again."]
      : [
          "This page could not be shown",
          "An error on our side stopped it; what was saved is kept.",
          "Try again. If it stays, give the reference to your provider.",
        ];
  return (
    <div role="alert" className="mx-auto max-w-xl space-y-4 py-10 sm:py-16">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <p>{what}</p>
      <p>{next}</p>
      {reference && !tooMany && !outdated ? (
        <p className="text-muted">
          Reference <code>{reference}</code>
        </p>
      ) : null}
      <button
        type="button"
        onClick={outdated ? () => location.reload() : retry}
        className={buttonStyle("primary", "medium")}
      >
        {outdated ? "Reload" : "Try again"}
      </button>
    </div>
  );
}
