"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { paths } from "@/lib/paths";
import { concerns } from "./concerns";
import { signedOutEvent } from "./read-json";

/**
 * Hears "something changed" from the server and has the queries it concerns read again. Only latency hangs on it:
 * every live query polls as well.
 */
export function LiveUpdates({ organization }: { organization: string | null }) {
  const client = useQueryClient();
  useEffect(() => {
    let source: EventSource | null = null;
    const hear = (event: MessageEvent<string>) => {
      const change = JSON.parse(event.data) as { kind: string; id: string } | { kind: "all" };
      void client.invalidateQueries(
        change.kind === "all"
          ? undefined
          : { predicate: (query) => concerns(query.queryKey, change as { kind: string; id: string }) },
      );
    };
    const open = () => {
      if (document.visibilityState === "hidden" || source) return;
      source = new EventSource(paths.api.changes(organization));
      source.addEventListener("change", hear);
      source.addEventListener("signed-out", () => {
        source?.close();
        window.dispatchEvent(new CustomEvent(signedOutEvent, { detail: "over" }));
      });
      // A browser opens a lost stream anew by itself, unless it was refused.
      source.addEventListener("error", ({ target }) => {
        if ((target as EventSource).readyState === EventSource.CLOSED)
          window.dispatchEvent(new Event(signedOutEvent));
      });
    };
    const follow = () => {
      if (document.visibilityState === "visible") {
        open();
        void client.invalidateQueries();
      } else {
        source?.close();
        source = null;
      }
    };
    open();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      source?.close();
    };
  }, [client, organization]);
  return null;
}
