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
  if (limit === "LIMIT") return <TooMany seconds={seconds ?? ""} retry={retry} />;
  if (isOutdated(error)) {
    return (
      <div role="alert" className="mx-auto max-w-xl space-y-4 py-10 sm:py-16">
        <h1 className="text-xl font-semibold tracking-tight">This page is from before an update</h1>
        <p>Drawbridge was updated after you opened it. Nothing was changed.</p>
        <p>Reload the page, then do it again.</p>
        <button type="button" onClick={() => location.reload()} className={buttonStyle("primary", "medium")}>
          Reload
        </button>
      </div>
    );
  }
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

/** Too many pages were asked for: that is no error, and passes by itself. */
function TooMany({ seconds, retry }: { seconds: string; retry: () => void }) {
  return (
    <div role="alert" className="mx-auto max-w-xl space-y-4 py-10 sm:py-16">
      <h1 className="text-xl font-semibold tracking-tight">Too many requests within a minute</h1>
      <p>
        From you, your organization or your network there came more than Drawbridge answers.{" "}
        {seconds ? `Wait ${seconds} seconds, then try again.` : "Wait a minute, then try again."}
      </p>
      <button type="button" onClick={retry} className={buttonStyle("primary", "medium")}>
        Try again
      </button>
    </div>
  );
}
