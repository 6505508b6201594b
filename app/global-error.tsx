"use client";
import { Failure } from "@/components/shell/failure";
import { LiveRegion } from "@/components/ui/live-region";
import "./globals.css";

/** Stands in for the root layout when that itself fails, so it brings its own document. */
export default function GlobalErrorPage({ error }: { error: unknown }) {
  return (
    <html lang="en">
      <body>
        <title>Drawbridge</title>
        <main className="px-4">
          <Failure error={error} retry={() => location.reload()} />
        </main>
        <LiveRegion />
      </body>
    </html>
  );
}
