import type { AuditRowOfOrganization } from "@/lib/db/audit-log";
import { nameOfSubject, readFacts } from "@/lib/domain/audit/changes";
import type { AuditLine } from "@/lib/domain/audit/views";
import { describeAct } from "@/lib/domain/audit/words";
import { type Role, roleNames } from "@/lib/domain/people/roles";

export function toAuditLine({ entry, organization }: AuditRowOfOrganization): AuditLine {
  const { subjectKind, subjectId } = entry;
  return {
    key: `${organization.slug} ${entry.seq}`,
    seq: entry.seq,
    at: entry.at.toISOString(),
    organization,
    who: entry.personName ?? "Somebody",
    role: entry.role && (roleNames[entry.role as Role] ?? entry.role),
    what: describeAct(entry.verb, entry.outcome),
    verb: entry.verb,
    outcome: entry.outcome,
    subject:
      subjectKind && subjectId
        ? { kind: subjectKind, id: subjectId, name: nameOfSubject(entry.facts) }
        : null,
    ...readFacts(entry.facts),
    requestId: entry.requestId,
    address: entry.address,
  };
}
