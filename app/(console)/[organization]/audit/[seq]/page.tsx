import type { Metadata } from "next";
import { AuditEntry } from "@/components/audit/audit-entry";
import { auditOf } from "@/components/audit/audit-links";
import { paths } from "@/lib/paths";
import { getAuditEntry } from "@/lib/services/audit/get-audit-entry";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Audit entry" };

export default async function OrganizationAuditEntryPage({
  params,
}: {
  params: Promise<{ organization: string; seq: string }>;
}) {
  const { organization, seq } = await params;
  const context = await requestContext(organization);
  const here = paths.organizationAuditEntry(organization, Number(seq));
  const entry = await readForPage(getAuditEntry, context, { organization, seq }, here);
  return <AuditEntry entry={entry} links={auditOf(organization)} now={context.now.toISOString()} />;
}
