import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { Notice } from "@/components/ui/notice";

/** The framework's hash of a server error, under which the log has the rest; errors of the browser have none. */
function readReference(error: unknown): string | undefined {
  return error instanceof Error && "digest" in error && typeof error.digest === "string"
    ? error.digest
    : undefined;
}

/** An unexpected error, by its reference alone: what went wrong inside is for the log. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-start gap-5 py-10 sm:py-16">
      <Mark state="gap" size={32} className="text-bad" />
      <h1 className="text-xl font-semibold tracking-tight">This page could not be shown</h1>
      <Notice
        tone="bad"
        title="An error on our side stopped it. What was saved before is kept."
        next="Try again. If it stays, quote the reference to the people who run Drawbridge for you."
        requestId={readReference(error)}
        live
      />
      <Button variant="primary" onClick={retry}>
        Try again
      </Button>
    </div>
  );
}
