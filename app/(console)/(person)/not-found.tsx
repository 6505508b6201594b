import type { Metadata } from "next";
import { NothingHere } from "@/components/shell/nothing-here";

export const metadata: Metadata = { title: "Not found" };

/** Inside the shell, so that the way to every other room stays. */
export default function NotFound() {
  return <NothingHere />;
}
