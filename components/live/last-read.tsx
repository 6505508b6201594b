import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Stale } from "@/components/ui/stale";

/** What a live query read last; greyed, and said to be the last, once the server has not answered it twice in a row. */
export function LastRead({ query, children }: { query: UseQueryResult; children: ReactNode }) {
  return (
    <Stale
      why={query.isRefetchError ? "The server does not answer: this is the last that was read." : null}
      next="It is tried again by itself."
    >
      {children}
    </Stale>
  );
}
