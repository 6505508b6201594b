import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { type AuditFilters as Filters, isNarrowed } from "@/lib/domain/audit/filters";
import type { AuditChoices, AuditPage, ChainLine } from "@/lib/domain/audit/views";
import { AuditExport } from "./audit-export";
import { AuditFilters } from "./audit-filters";
import type { AuditLinks } from "./audit-links";
import { AuditTable } from "./audit-table";
import { ChainNotice } from "./chain-notice";
import { ChainPanel } from "./chain-panel";

/** The audit, for the provider's people of everybody, for a tenant's admins of their own. Works without scripts. */
export function AuditRoom({
  sentence,
  filters,
  problems,
  after,
  page,
  choices,
  chains,
  links,
  now,
}: {
  sentence: string;
  filters: Filters;
  /** What of the address could not be read, in words. */
  problems: string[];
  after: string | undefined;
  page: AuditPage;
  choices: AuditChoices;
  /** What verification found, where it was asked for. */
  chains: ChainLine[] | null;
  links: AuditLinks;
  now: string;
}) {
  const organization = links.only ?? filters.organization ?? null;
  return (
    <>
      <PageHeader
        title="Audit"
        sentence={sentence}
        actions={
          <LinkButton href={links.list({ organization: filters.organization, verify: 1 })}>
            {organization === null ? "Verify the chains" : "Verify the chain"}
          </LinkButton>
        }
      />
      <div className="space-y-4">
        {problems.length > 0 ? (
          <Notice tone="waiting" title="Not everything in the address could be read" live>
            {problems.map((problem) => (
              <p key={problem}>{problem}</p>
            ))}
          </Notice>
        ) : null}
        {chains ? (
          <>
            <ChainNotice chains={chains} />
            <ChainPanel chains={chains} organization={organization} links={links} />
          </>
        ) : null}
        <AuditFilters filters={filters} choices={choices} links={links} />
        <div className="rounded-lg border border-border bg-surface-raised">
          <AuditTable lines={page.lines} links={links} narrowed={isNarrowed(filters)} now={now} />
        </div>
        <Pagination
          newer={after ? links.list(filters) : null}
          newerLabel="Newest"
          older={page.next ? links.list({ ...filters, after: page.next }) : null}
        />
        <AuditExport filters={filters} links={links} />
      </div>
    </>
  );
}
