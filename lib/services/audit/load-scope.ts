import { z } from "zod";
import type { AuditCondition, AuditCursor } from "@/lib/db/audit-log";
import type { Transaction } from "@/lib/db/pool";
import { type AuditFilters, endOfDay, findFilterFault, startOfDay } from "@/lib/domain/audit/filters";
import { isProviderRole } from "@/lib/domain/people/roles";
import type { Actor } from "../context";
import { isId, noSuchPage, readMoment } from "../cursor";
import { notFound } from "../errors";
import { loadOrganization } from "../organizations/load-organization";

const filter = (name: keyof AuditFilters) =>
  z
    .string()
    .trim()
    .superRefine((value, { addIssue }) => {
      const fault = findFilterFault(name, value);
      if (fault) addIssue({ code: "custom", message: fault });
    });

/** The filters of the audit as pages, forms and addresses give them. */
export const auditFilterInput = z.object({
  search: filter("search").default(""),
  /** Slug of one organization. Without it a tenant's people see their own, the provider's all. */
  organization: filter("organization").optional(),
  person: filter("person").optional(),
  verb: filter("verb").optional(),
  outcome: filter("outcome")
    .pipe(z.enum(["done", "denied"]))
    .optional(),
  from: filter("from").optional(),
  to: filter("to").optional(),
});
export type AuditFilterInput = z.output<typeof auditFilterInput>;

export type AuditScope = {
  organizationId: string | "*";
  /** Null for all. */
  organization: { slug: string; name: string } | null;
};

/** Whose entries are meant. Another tenant's organization is as good as none. */
export async function loadScope(
  tx: Transaction,
  actor: Actor,
  slug: string | undefined,
): Promise<AuditScope> {
  const { organizationId, organizationSlug, organizationName, role } = actor;
  if (!isProviderRole(role)) {
    if (slug !== undefined && slug !== organizationSlug) throw notFound("organization");
    return { organizationId, organization: { slug: organizationSlug, name: organizationName } };
  }
  if (slug === undefined) return { organizationId: "*", organization: null };
  const { id, name } = await loadOrganization(tx, slug);
  return { organizationId: id, organization: { slug, name } };
}

export function toCondition(
  { organizationId }: AuditScope,
  { search, person, verb, outcome, from, to }: AuditFilterInput,
): AuditCondition {
  return {
    organizationId,
    search,
    personId: person ?? null,
    verb: verb ?? null,
    outcome: outcome ?? null,
    from: from === undefined ? null : startOfDay(from),
    until: to === undefined ? null : endOfDay(to),
  };
}

export function writeAuditCursor({ at, organizationId, seq }: AuditCursor): string {
  return `${at.toISOString()}_${organizationId}_${seq}`;
}

export function readAuditCursor(text: string | undefined): AuditCursor | null {
  if (!text) return null;
  const [moment = "", organizationId = "", number = ""] = text.split("_");
  const at = readMoment(moment);
  if (!at || !isId(organizationId) || !/^\d{1,15}$/.test(number)) throw noSuchPage();
  return { at, organizationId, seq: Number(number) };
}
