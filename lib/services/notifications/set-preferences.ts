import { z } from "zod";
import { readMailWishes, writeMailWishes } from "@/lib/db/notifications";
import { mailedByDefault, noticeKinds } from "@/lib/domain/notifications/kinds";
import { verb } from "../verb";

/** Keeps which kinds the person wants by e-mail. The bell shows all of them. */
export const setPreferences = verb({
  name: "notifications.set-preferences",
  kind: "change",
  permission: "self.manage",
  scope: "person",
  input: z.object({ mailKinds: z.array(z.enum(noticeKinds)).max(noticeKinds.length) }),
  run: async ({ actor, input, tx, now, audit }): Promise<void> => {
    const { personId } = actor;
    const mailKinds = noticeKinds.filter((kind) => input.mailKinds.includes(kind));
    const before = (await readMailWishes(tx, personId)).mailKinds ?? mailedByDefault;
    await writeMailWishes(tx, { personId, mailKinds, at: now });
    audit({
      subject: { kind: "person", id: personId },
      before: { mailKinds: [...before] },
      after: { mailKinds },
    });
  },
});
