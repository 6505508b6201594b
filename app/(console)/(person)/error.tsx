"use client";
import { Failure } from "@/components/shell/failure";

/** Inside the shell, so that the way to every other room stays. */
export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return <Failure error={error} retry={retry} />;
}
