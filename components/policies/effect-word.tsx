import { Status } from "@/components/ui/status";
import type { PolicyEffect } from "@/lib/domain/policies/rule";

export const effectWords: Record<PolicyEffect, string> = {
  approve: "Approves",
  refuse: "Refuses",
  "two-approvers": "Asks for two",
};

const looks = {
  approve: { mark: "down", tone: "good" },
  refuse: { mark: "struck", tone: "bad" },
  "two-approvers": { mark: "raised", tone: "waiting" },
} as const;

export function EffectWord({ effect }: { effect: PolicyEffect }) {
  return <Status {...looks[effect]} word={effectWords[effect]} />;
}

/** Whether a rule is in force. */
export function OnOff({ on, deleted = false }: { on: boolean; deleted?: boolean }) {
  if (deleted) return <Status mark="outline" tone="neutral" word="Deleted" />;
  return on ? (
    <Status mark="down" tone="good" word="On" />
  ) : (
    <Status mark="raised" tone="neutral" word="Off" />
  );
}
