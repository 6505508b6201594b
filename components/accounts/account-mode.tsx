import { Status } from "@/components/ui/status";

/** Observe only and let act, with the bridge raised or down. */
export function AccountMode({ mode }: { mode: "observe" | "act" }) {
  return mode === "act" ? (
    <Status mark="down" tone="good" word="Acts" />
  ) : (
    <Status mark="raised" tone="waiting" word="Observes only" />
  );
}
