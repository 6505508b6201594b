import type { Metadata } from "next";
import { providerAudit } from "@/components/audit/audit-links";
import { AuditRoom } from "@/components/audit/audit-room";
import { readAuditFilters, readAuditNote } from "@/lib/domain/audit/filters";
import { paths } from "@/lib/paths";
import { listAudit } from "@/lib/services/audit/list-audit";
import { listAuditChoices } from "@/lib/services/audit/list-audit-choices";
import { verifyAuditChain } from "@/lib/services/audit/verify-audit-chain";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const query = await searchParams;
  const one = (name: string) => (typeof query[name] === "string" && query[name] ? query[name] : undefined);
  const { filters, problems } = readAuditFilters(query);
  const { organization } = filters;
  const { note, problem } = readAuditNote(query, organization);
  const after = one("after");
  const context = await requestContext(null);
  const page = await readForPage(
    listAudit,
    context,
    { ...filters, after },
    paths.audit({ ...filters, after }),
  );
  const choices = await readForPage(listAuditChoices, context, { organization });
  const chains = one("verify")
    ? await readForPage(verifyAuditChain, context, { organization, ...note })
    : null;
  return (
    <AuditRoom
      sentence="What people did, and what they were refused. What sweeps saw stands with each connection."
      filters={filters}
      problems={problem ? [...problems, problem] : problems}
      after={after}
      page={page}
      choices={choices}
      chains={chains}
      links={providerAudit}
      now={context.now.toISOString()}
    />
  );
}
