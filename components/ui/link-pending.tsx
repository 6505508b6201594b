"use client";
import { useLinkStatus } from "next/link";
import { PendingBar } from "./pending-bar";

/** Inside a Link: shows that the next page is on its way. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  return pending ? <PendingBar /> : null;
}
