import { listOwnOrganizationIds, type ToldNotice } from "@/lib/db/notifications";
import type { Transaction } from "@/lib/db/pool";
import type { NotificationLine } from "@/lib/domain/notifications/views";
import { describeNotice, type NoticeWords } from "@/lib/domain/notifications/words";
import type { Actor } from "../context";

/** Words of notices for a person: as one of the organization they are of, or as one of the provider. */
export async function wordsFor(tx: Transaction, actor: Actor): Promise<(notice: ToldNotice) => NoticeWords> {
  const own = await listOwnOrganizationIds(tx, actor.personId);
  return (notice) => describeNotice(notice, !own.has(notice.organizationId));
}

export async function viewNotices(
  tx: Transaction,
  actor: Actor,
  told: ToldNotice[],
): Promise<NotificationLine[]> {
  const words = await wordsFor(tx, actor);
  return told.map((notice) => {
    const { id, kind, at, readAt, facts } = notice;
    const { title, sentence, next, tone } = words(notice);
    return {
      id,
      kind,
      at: at.toISOString(),
      isRead: readAt !== null,
      organization: facts.organization ?? { slug: "", name: "" },
      title,
      sentence,
      next,
      tone,
    };
  });
}
