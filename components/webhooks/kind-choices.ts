import { mailedByDefault, type NoticeKind } from "@/lib/domain/notifications/kinds";
import { noticeGroups, noticeKindNames } from "@/lib/domain/notifications/words";
import type { KindChoices } from "./webhook-fields";

/** The kinds to choose from in their words, made on the server; `chosen`: what it is told of now. */
export function kindChoices(chosen: readonly NoticeKind[] = mailedByDefault): KindChoices {
  return noticeGroups.map(({ label, kinds }) => ({
    label,
    kinds: kinds.map((kind) => ({ kind, name: noticeKindNames[kind], on: chosen.includes(kind) })),
  }));
}
