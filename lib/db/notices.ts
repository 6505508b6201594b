import { v7 as uuidv7 } from "uuid";
import type { NoticeFacts, NoticeKind, NoticeSubject } from "@/lib/domain/notifications/kinds";
import type { Transaction } from "./pool";
import { notices } from "./schema/notices";
import { announceNotice } from "./signals";

export type Notice = {
  organizationId: string;
  kind: NoticeKind;
  subject: { kind: NoticeSubject; id: string };
  at: Date;
  /** Of the happening, not of the telling: the same key is told once, however often it is written. */
  dedupeKey: string;
  /** What its words need and only the writer knows; nothing secret, and nothing of another organization's. */
  facts: NoticeFacts & Record<string, unknown>;
};

/**
 * Writes down, in the transaction that makes it so, that people are to be told of something: the outbox. A notice with
 * a key that was told already is dropped. The worker finds out who wants to know.
 */
export async function writeNotice(tx: Transaction, notice: Notice): Promise<void> {
  const { subject, ...rest } = notice;
  const id = uuidv7();
  const written = await tx
    .insert(notices)
    .values({ id, subjectKind: subject.kind, subjectId: subject.id, ...rest })
    .onConflictDoNothing({ target: notices.dedupeKey });
  if (written.rowCount) await announceNotice(tx, id);
}
