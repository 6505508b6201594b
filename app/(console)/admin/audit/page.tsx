import type { Metadata } from "next";
import { AuditTable } from "@/components/audit/audit-table";
import { ChainNotice } from "@/components/audit/chain-notice";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchField } from "@/components/ui/search-field";
import { paths } from "@/lib/paths";
import { listAudit } from "@/lib/services/audit/list-audit";
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
  const filters = { search: one("search"), organization: one("organization"), after: one("after") };
  const context = await requestContext(null);
  const page = await readForPage(listAudit, context, filters, paths.audit(filters));
  const chains = one("verify") ? await readForPage(verifyAuditChain, context, {}) : null;
  return (
    <>
      <PageHeader
        title="Audit"
        sentence="What people did, and what they were refused. What sweeps saw stands with each connection."
        actions={<LinkButton href={paths.audit({ verify: 1 })}>Verify the chains</LinkButton>}
      />
      <div className="space-y-4">
        {chains ? <ChainNotice chains={chains} /> : null}
        <SearchField
          action={paths.audit()}
          label="Search the audit"
          placeholder="A name, an id, a word"
          defaultValue={filters.search}
          keep={{ organization: filters.organization }}
        />
        <div className="rounded-lg border border-border bg-surface-raised">
          <AuditTable lines={page.lines} now={context.now.toISOString()} />
        </div>
        <Pagination
          newer={filters.after ? paths.audit({ ...filters, after: undefined }) : null}
          newerLabel="Newest"
          older={page.next ? paths.audit({ ...filters, after: page.next }) : null}
        />
      </div>
    </>
  );
}
