import { z } from "zod";
import { hashPassword, verifyPassword } from "@/lib/auth/passwords";
import { expirePasswordLinks } from "@/lib/db/password-links";
import { findSignInKind, storeOwnPassword } from "@/lib/db/people";
import { announceSessionsOf, endSessionsOf } from "@/lib/db/sessions";
import { ServiceError } from "../errors";
import { newPassword } from "../people/password-input";
import { verb } from "../verb";

/**
 * Changes the person's own password. The old one is asked again, as an open browser is not its owner; a wrong one is
 * recorded as a denial. All other sessions end, and links to choose a password with them.
 */
export const changePassword = verb({
  name: "sessions.change-password",
  kind: "change",
  permission: "self.manage",
  scope: "person",
  input: z
    .object({
      present: z.string().max(1000, "This is no password of yours."),
      password: newPassword,
      repeated: z.string(),
    })
    .refine(({ password, repeated }) => password === repeated, {
      path: ["repeated"],
      error: "The two passwords differ. Enter the same one twice.",
    })
    .refine(({ present, password }) => present !== password, {
      path: ["password"],
      error: "This is the password that you have. Choose another.",
    }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { personId, sessionId } = actor;
    const kind = await findSignInKind(tx, personId);
    if (!kind?.passwordHash) {
      throw new ServiceError("precondition", "You have no password here.", {
        next: "Change it where you sign in.",
      });
    }
    if (!(await verifyPassword(kind.passwordHash, input.present))) {
      throw new ServiceError("forbidden", "Your present password is another.", {
        fields: { present: ["This is not your present password. Enter it again."] },
      });
    }
    await storeOwnPassword(tx, { personId, passwordHash: await hashPassword(input.password) });
    await expirePasswordLinks(tx, personId, now);
    const ended = await endSessionsOf(tx, { personId, but: sessionId, reason: "password-changed" }, now);
    audit({
      subject: { kind: "person", id: personId },
      facts: { name: actor.personName, sessionsEnded: ended.length },
    });
    await announceSessionsOf(tx, personId);
    return { ended: ended.length };
  },
});
