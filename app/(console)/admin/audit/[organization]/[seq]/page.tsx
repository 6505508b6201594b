import type { Metadata } from "next";
import { AuditEntry } from "@/components/audit/audit-entry";
import { providerAudit } from "@/components/audit/audit-links";
import { paths } from "@/lib/paths";
import { getAuditEntry } from "@/lib/services/audit/get-audit-entry";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Audit entry" };

export default async function AuditEntryPage({
  params,
}: {
  params: Promise<{ organization: string; seq: string }>;
}) {
  const { organization, seq } = await params;
  const context = await requestContext(null);
  const here = paths.auditEntry(organization, Number(seq));
  const entry = await readForPage(getAuditEntry, context, { organization, seq }, here);
  return <AuditEntry entry={entry} links={providerAudit} now={context.now.toISOString()} />;
}
