import { z } from "zod";
import { type AuditCursor, type AuditRowOfOrganization, listAuditRows } from "@/lib/db/audit-log";
import type { AuditLine, AuditPage } from "@/lib/domain/audit/views";
import { describeAct, describeFacts } from "@/lib/domain/audit/words";
import { isProviderRole, type Role, roleNames } from "@/lib/domain/people/roles";
import { isId, noSuchPage, readMoment } from "../cursor";
import { loadOrganization } from "../organizations/load-organization";
import { verb } from "../verb";

const pageSize = 50;

/** Who did what, newest first. The provider's people read every organization's, a tenant's admin their own. */
export const listAudit = verb({
  name: "audit.list",
  kind: "read",
  permission: "audit.read",
  input: z.object({
    search: z.string().trim().max(200).default(""),
    /** Slug of one organization; for the provider's people. */
    organization: z.string().optional(),
    after: z.string().optional(),
  }),
  run: async ({ actor, input, tx }): Promise<AuditPage> => {
    const all = isProviderRole(actor.role);
    const scope = all
      ? input.organization
        ? (await loadOrganization(tx, input.organization)).id
        : "*"
      : actor.organizationId;
    const rows = await listAuditRows(tx, {
      organizationId: scope,
      search: input.search,
      after: readCursor(input.after),
      limit: pageSize,
    });
    const shown = rows.slice(0, pageSize);
    const last = shown.at(-1)?.entry;
    return { lines: shown.map(toLine), next: last && rows.length > pageSize ? writeCursor(last) : null };
  },
});

function toLine({ entry, organization }: AuditRowOfOrganization): AuditLine {
  return {
    key: `${organization.slug} ${entry.seq}`,
    at: entry.at.toISOString(),
    organization,
    who: entry.personName ?? "Somebody",
    role: entry.role && (roleNames[entry.role as Role] ?? entry.role),
    what: describeAct(entry.verb, entry.outcome),
    verb: entry.verb,
    outcome: entry.outcome,
    subject: entry.subjectKind && entry.subjectId ? { kind: entry.subjectKind, id: entry.subjectId } : null,
    facts: describeFacts(entry.facts),
    requestId: entry.requestId,
    address: entry.address,
  };
}

function writeCursor({ at, organizationId, seq }: AuditCursor): string {
  return `${at.toISOString()}_${organizationId}_${seq}`;
}

function readCursor(text: string | undefined): AuditCursor | null {
  if (!text) return null;
  const [moment = "", organizationId = "", number = ""] = text.split("_");
  const at = readMoment(moment);
  if (!at || !isId(organizationId) || !/^\d{1,15}$/.test(number)) throw noSuchPage();
  return { at, organizationId, seq: Number(number) };
}
