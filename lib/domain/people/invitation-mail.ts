import { tellMoment } from "../moment";
import { escapeHtml, htmlLetter, oneLine, plainLetter } from "../notifications/compose-mail";
import { roleMeans } from "./invitations";
import { type Role, roleNames } from "./roles";

/** Links for one address, and of one organization for all, that are mailed within `windowMs`; further ones are only shown. */
export const mailedLinks = { perAddress: 5, perOrganization: 200, windowMs: 24 * 3600_000 } as const;

/** Why a link is not mailed of which there were so many already, as a sentence; null: it may be. */
export function tooManyLinks(made: { forAddress: number; byOrganization: number }): string | null {
  const { perAddress, perOrganization } = mailedLinks;
  if (made.forAddress >= perAddress) {
    return `More than ${perAddress} links were made for this address within a day.`;
  }
  if (made.byOrganization >= perOrganization) {
    return `More than ${perOrganization} links were made by this organization within a day.`;
  }
  return null;
}

/**
 * What is known of the mail with an invitation's present link. `waiting`: it will be tried (again); `reason` then says
 * why the last try failed, and `at` (ISO) when the next one is due. `mailed`: a mail server took it `at`.
 * `not-mailed`: it never will be, and `reason` says why.
 */
export type InvitationMail =
  | { state: "waiting"; reason: string | null; at: string | null }
  | { state: "mailed"; at: string }
  | { state: "not-mailed"; reason: string | null };

/** Replies that are about us, and tell nothing to whoever invites: who may send here. */
const refusesUs = [530, 534, 535, 538];

/**
 * What a try came to, for people of the organization. A reply of the server to the mail itself is told in its own words,
 * because they are about the address; where it was not reached, its name and address are nobody's business.
 */
export function mailReason({ status, answer }: { status: number | null; answer: string }): string {
  if (status === null) return "The mail server could not be reached.";
  if (refusesUs.includes(status)) return "The mail server does not take mail from Drawbridge.";
  return `The mail server answered “${answer}”.`;
}

/** The mail with an invitation's link. `inviter` is null for one of the provider's people in a tenant's organization. */
export function composeInvitation(invitation: {
  organization: string;
  role: Role;
  inviter: string | null;
  expiresAt: Date;
  /** The whole URL, with its token. */
  url: string;
}): { subject: string; text: string; html: string } {
  const { role, expiresAt, url } = invitation;
  const organization = oneLine(invitation.organization);
  const title = `Join ${organization} as ${roleNames[role].toLowerCase()}`;
  const inviter = invitation.inviter === null ? "The provider" : oneLine(invitation.inviter);
  const paragraphs = [
    `${inviter} invites you to ${organization} in Drawbridge. As ${roleNames[role].toLowerCase()} you ${roleMeans[role]}.`,
    `The link works once, until ${tellMoment(expiresAt)}. Whoever opens it can join: keep it to yourself.`,
  ];
  const footer =
    "You did not expect this? Delete it. Nobody joins and no account is made unless the link is used, and it ends by itself.";
  return {
    subject: oneLine(`Invitation to ${organization}`),
    text: plainLetter([title, ...paragraphs, `Accept the invitation: ${url}`, "--", footer]),
    html: htmlLetter({
      organization,
      title,
      paragraphs,
      link: { url, label: "Accept the invitation" },
      footer: escapeHtml(footer),
    }),
  };
}
