import { v7 as uuidv7 } from "uuid";
import { countLinksMade, insertInvitationMail, insertUnmailedLink } from "@/lib/db/invitation-mails";
import { readMailFrom } from "@/lib/db/notifications";
import type { Transaction } from "@/lib/db/pool";
import { announceNotice } from "@/lib/db/signals";
import { mailedLinks, tooManyLinks } from "@/lib/domain/people/invitation-mail";
import { sealForWorker } from "../seal-for-worker";

/** What the one who invites is shown once: the link, and whether it is on its way by mail. */
export type Invited = { path: string; mailed: boolean };

/**
 * Has the worker mail an invitation's new link; that the organization is locked keeps the count of them true. Whether
 * mail is set up is the worker's to know: where it is not, it says so of this link. Answers what the one who invites is
 * told: whether it is on its way.
 */
export async function mailInvitation(
  tx: Transaction,
  link: { organizationId: string; invitationId: string; email: string; token: string },
  now: Date,
): Promise<boolean> {
  const { organizationId, invitationId, email, token } = link;
  const id = uuidv7();
  const row = { id, organizationId, invitationId, createdAt: now };
  const since = new Date(now.getTime() - mailedLinks.windowMs);
  const refused = tooManyLinks(await countLinksMade(tx, { organizationId, email, since }));
  if (refused) {
    await insertUnmailedLink(tx, row, refused);
    return false;
  }
  await insertInvitationMail(tx, {
    ...row,
    linkSealed: await sealForWorker(token, `invitation-mail/${id}`),
  });
  await announceNotice(tx, id);
  return (await readMailFrom(tx, now)) !== null;
}
