"use client";
import { Presence } from "@/components/sessions/presence";
import { LiveUpdates } from "./live-updates";

/** What an open room hears and tells: what changed, that somebody is there, and that their session ends. */
export function RoomSignals({
  organization,
  session,
}: {
  organization: string | null;
  session: Parameters<typeof Presence>[0]["first"];
}) {
  return (
    <>
      <LiveUpdates organization={organization} />
      <Presence first={session} />
    </>
  );
}
