import type { Role } from "../people/roles";
import { mailedByDefault, type NoticeFacts, type NoticeKind } from "./kinds";

/** Somebody who belongs to the notice's organization or to the provider's. Disabled people are none. */
export type Member = {
  personId: string;
  role: Role;
  /** Where they belong: to the notice's own organization, or to the provider's. */
  of: "organization" | "provider";
  /** Where mail reaches them; null for people of VMware Cloud Director, whose names there are no addresses. */
  email: string | null;
  /** What they chose to have mailed; null: the kinds' own defaults. */
  mailKinds: readonly NoticeKind[] | null;
};

export type Told = { personId: string; mail: string | null };

export type AudienceFacts = {
  kind: NoticeKind;
  facts: NoticeFacts;
  members: Member[];
  /** Who asked for the subject, and who takes part in its request: editors, people who commented. */
  askedBy: string[];
  takingPart: string[];
  /** Who has approved a request that waits for more. */
  approvedBy: string[];
  /** Who is away now, and who decides for them. */
  delegations: { personId: string; delegateId: string }[];
};

const acting: readonly Role[] = ["operator", "tenant-admin"];

/**
 * Who is told of a notice, each once, and by mail where `mail` is an address. Nobody is told of their own acts. Whoever
 * asked is told of what became of it; operators and admins of the organization of what happens to its connections and
 * exposures; admins of the provider of what waits for them or failed; a person away hears under the bell alone
 * while their delegate, an admin as well, can decide in their place. Only members are told: whoever has left hears nothing.
 */
export function audienceOf(asked: AudienceFacts): Told[] {
  const { kind, facts, members } = asked;
  const wanted = new Set(members.filter((member) => concerns(asked, member)).map((each) => each.personId));
  const away = new Set<string>();
  if (kind === "request.waiting") {
    // Whoever asked, edited or has approved already cannot decide, not for others either.
    for (const personId of [...asked.askedBy, ...asked.approvedBy]) wanted.delete(personId);
    for (const { personId, delegateId } of asked.delegations) {
      if (wanted.has(personId) && wanted.has(delegateId)) away.add(personId);
    }
  }
  if (facts.byPersonId) wanted.delete(facts.byPersonId);
  return [...wanted].sort().map((personId) => {
    const member = members.find((each) => each.personId === personId);
    const kinds = member?.mailKinds ?? mailedByDefault;
    const mailed = kinds.includes(kind) && !away.has(personId);
    return { personId, mail: mailed ? (member?.email ?? null) : null };
  });
}

function concerns({ kind, facts, askedBy, takingPart }: AudienceFacts, member: Member): boolean {
  const { personId, role, of } = member;
  const provides = role === "provider-admin";
  const operates = of === "organization" && acting.includes(role);
  switch (kind) {
    case "request.waiting":
      return provides;
    case "request.approved":
    case "request.denied":
    case "request.expired":
      return askedBy.includes(personId);
    case "request.commented": {
      // A tenant's word is for those who decide; everybody who takes part hears the others.
      const byTenant = facts.byPersonId !== undefined && askedBy.includes(facts.byPersonId);
      return askedBy.includes(personId) || takingPart.includes(personId) || (byTenant && provides);
    }
    case "invitation.sent":
    case "invitation.expiring":
    case "connection.accepted":
    case "connection.active":
    case "connection.ended":
    case "connection.drifted":
    case "connection.repaired":
    case "exposure.exposed":
    case "exposure.ended":
    case "exposure.drifted":
    case "exposure.repaired":
      return operates || askedBy.includes(personId);
    case "connection.failed":
    case "exposure.failed":
      return operates || provides || askedBy.includes(personId);
    case "member.joined":
    case "webhook.off":
      return of === "organization" && (role === "tenant-admin" || provides);
  }
}
