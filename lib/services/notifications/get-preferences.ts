import { z } from "zod";
import { readMailFrom, readMailWishes } from "@/lib/db/notifications";
import { mailedByDefault } from "@/lib/domain/notifications/kinds";
import type { PreferencesView } from "@/lib/domain/notifications/views";
import { verb } from "../verb";

/** What the person has mailed, where it goes, and whether any mail is sent at all. */
export const getPreferences = verb({
  name: "notifications.preferences",
  kind: "read",
  permission: "self.read",
  scope: "person",
  input: z.object({}),
  run: async ({ actor, tx, now }): Promise<PreferencesView> => {
    const { mailKinds, email } = await readMailWishes(tx, actor.personId);
    return {
      mailKinds: [...(mailKinds ?? mailedByDefault)],
      email,
      mailFrom: await readMailFrom(tx, now),
    };
  },
});
