"use client";
import { replaceEqualDeep, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { readJson } from "@/components/live/read-json";
import { announce } from "@/components/ui/announce";
import type { BellView } from "@/lib/domain/notifications/views";
import { paths } from "@/lib/paths";

const pollMs = 60_000;

/**
 * Keeps the bell, which the server renders, as it is by now: read by the clock and after live changes, and the page is
 * asked for again only where it differs. Sends the forms that read notifications without leaving the page.
 */
export function BellLive({ shown }: { shown: BellView }) {
  const router = useRouter();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ["bell"],
    queryFn: ({ signal }) => readJson<BellView>(paths.api.notifications(), signal),
    initialData: shown,
    refetchInterval: pollMs,
  });
  const latest = useRef(shown);
  useEffect(() => {
    latest.current = shown;
  }, [shown]);
  useEffect(() => {
    if (replaceEqualDeep(latest.current, data) === latest.current) return;
    const more = data.unread - latest.current.unread;
    const newest = data.newest[0];
    if (more > 0 && newest) announce(`${newest.title}. ${data.unread} unread.`);
    latest.current = data;
    router.refresh();
  }, [data, router]);

  useEffect(() => {
    const send = async (event: SubmitEvent) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || !form.dataset.reads) return;
      event.preventDefault();
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])),
      }).catch(() => null);
      if (!answer?.ok) {
        // Without scripts it says what is wrong, and so it does here.
        form.submit();
        return;
      }
      const { path } = (await answer.json()) as { path: string | null };
      form.closest<HTMLElement>("[popover]")?.hidePopover();
      await client.invalidateQueries({ queryKey: ["bell"] });
      await client.invalidateQueries({ queryKey: ["notifications"] });
      if (path) router.push(path);
    };
    document.addEventListener("submit", send);
    return () => document.removeEventListener("submit", send);
  }, [client, router]);
  return null;
}
