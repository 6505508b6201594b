import { CircleAlert, CircleCheck, Hourglass, RefreshCw } from "lucide-react";
import { toneGraphic } from "@/components/ui/tone";
import type { NotificationLine } from "@/lib/domain/notifications/views";

const icons = { waiting: Hourglass, working: RefreshCw, good: CircleCheck, bad: CircleAlert };

/** The meaning of a notice, beside its words. */
export function NoticeIcon({ tone }: Pick<NotificationLine, "tone">) {
  const Icon = icons[tone];
  return <Icon size={16} aria-hidden="true" className={`mt-0.5 shrink-0 ${toneGraphic[tone]}`} />;
}
