import { randomBytes } from "node:crypto";
import { invitationMs } from "@/lib/domain/people/invitations";
import { paths } from "@/lib/paths";
import { hashToken } from "./password-link";

/** A new token for an invitation: the link to hand over, and what is kept of it. */
export function makeInvitationToken(now: Date): { path: string; tokenHash: string; expiresAt: Date } {
  const token = randomBytes(32).toString("base64url");
  return {
    path: paths.invitation(token),
    tokenHash: hashToken(token),
    expiresAt: new Date(now.getTime() + invitationMs),
  };
}
