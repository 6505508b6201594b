import { randomBytes } from "node:crypto";
import { invitationMs } from "@/lib/domain/people/invitations";
import { paths } from "@/lib/paths";
import { hashToken } from "./password-link";

/** A new token for an invitation: the link to hand over and to be mailed, and what is kept of it. */
export function makeInvitationToken(now: Date): {
  token: string;
  path: string;
  kept: { tokenHash: string; expiresAt: Date };
} {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(now.getTime() + invitationMs);
  return { token, path: paths.invitation(token), kept: { tokenHash: hashToken(token), expiresAt } };
}
