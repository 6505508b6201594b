import { buttonStyle } from "@/components/ui/button-style";

/** The framework's hash of a server error, under which the log has the rest; errors of the browser have none. */
function readReference(error: unknown): string | null {
  return error instanceof Error && "digest" in error && typeof error.digest === "string"
    ? error.digest
    : null;
}

/**
 * An unexpected error, by its reference alone: what went wrong inside is for the log. Every page carries this in
 * its scripts, once per error boundary, so it is made of next to nothing.
 */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = readReference(error);
  return (
    <div role="alert" className="mx-auto max-w-xl space-y-4 py-10 sm:py-16">
      <h1 className="text-xl font-semibold tracking-tight">This page could not be shown</h1>
      <p>An error on our side stopped it. What was saved before is kept.</p>
      <p>Try again. If it stays, quote the reference to the people who run Drawbridge for you.</p>
      {reference ? (
        <p className="text-muted">
          Reference <code>{reference}</code>
        </p>
      ) : null}
      <button type="button" onClick={retry} className={buttonStyle("primary", "medium")}>
        Try again
      </button>
    </div>
  );
}
