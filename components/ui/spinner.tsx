import { LoaderCircle } from "lucide-react";

/** Turns only where motion is wanted; the word beside it says what is under way. */
export function Spinner({ size = 16 }: { size?: number }) {
  return <LoaderCircle size={size} aria-hidden="true" className="shrink-0 motion-safe:animate-spin" />;
}
