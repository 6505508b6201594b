import { CircleAlert, CircleCheck, CirclePause } from "lucide-react";
import { toneGraphic, toneText } from "@/components/ui/tone";
import type { WebhookLine } from "@/lib/domain/notifications/views";

/** On, failing, paused or switched off, by icon and word. */
export function WebhookState({ on, offReason, failingSince }: WebhookLine) {
  const [Icon, tone, word] = offReason
    ? ([CircleAlert, "bad", "Switched off"] as const)
    : !on
      ? ([CirclePause, "waiting", "Paused"] as const)
      : failingSince
        ? ([CircleAlert, "bad", "Failing"] as const)
        : ([CircleCheck, "good", "On"] as const);
  return (
    <span className={`inline-flex items-center gap-2 text-sm font-medium ${toneText[tone]}`}>
      <Icon size={16} aria-hidden="true" className={toneGraphic[tone]} />
      {word}
    </span>
  );
}
