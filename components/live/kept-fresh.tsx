"use client";
import { type QueryKey, replaceEqualDeep, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { announce } from "@/components/ui/announce";
import { LastRead } from "./last-read";
import { readJson } from "./read-json";

const movingMs = 2_000;
const idleMs = 30_000;

/**
 * Keeps a page that the server renders as fresh as its API: what the API says is read by the clock and after live
 * changes, and the page is asked for again only when that differs from what it shows. So the page's own parts need no
 * scripts, and a server that does not answer leaves the last page standing, greyed.
 */
export function KeptFresh({
  queryKey,
  path,
  shown,
  moving,
  status,
  children,
}: {
  queryKey: QueryKey;
  /** Of our API: answers with `shown` as it is by then. */
  path: string;
  shown: object;
  /** Something is expected to change within seconds. */
  moving: boolean;
  /** Said to those who cannot see it when it becomes another: the state in one sentence. */
  status?: string;
  children: ReactNode;
}) {
  const router = useRouter();
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => readJson<object>(path, signal),
    initialData: shown,
    refetchInterval: moving ? movingMs : idleMs,
  });
  const latest = useRef(shown);
  const read = query.dataUpdatedAt;
  const checked = useRef(read);
  useEffect(() => {
    latest.current = shown;
  }, [shown]);
  useEffect(() => {
    if (checked.current === read) return;
    checked.current = read;
    if (replaceEqualDeep(latest.current, query.data) !== latest.current) router.refresh();
  }, [read, query.data, router]);

  const said = useRef(status);
  useEffect(() => {
    if (status && said.current !== status) announce(status);
    said.current = status;
  }, [status]);
  return <LastRead query={query}>{children}</LastRead>;
}
