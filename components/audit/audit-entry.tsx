import { ArrowLeft, ArrowRight } from "lucide-react";
import { DescriptionList, type Fact } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { formatAbsolute } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { AuditEntryView } from "@/lib/domain/audit/views";
import { nameSubjectKind } from "@/lib/domain/audit/words";
import { type AuditLinks, subjectHref } from "./audit-links";
import { Nothing, readable } from "./change-list";

/** One entry: who did what, on what, from where, what it was before and is after, and that nobody touched it since. */
export function AuditEntry({ entry, links, now }: { entry: AuditEntryView; links: AuditLinks; now: string }) {
  const { organization, chain, older, newer } = entry;
  const beside = (seq: number) => links.entry(organization.slug, seq);
  return (
    <>
      <PageHeader
        title={`${entry.who} ${entry.what}`}
        sentence={`Entry ${entry.seq} of ${organization.name}'s audit.`}
        breadcrumbs={[{ label: "Audit", href: links.list() }]}
      />
      <div className="space-y-4">
        <Panel title={entry.outcome === "done" ? "What was done" : "What was refused"}>
          <DescriptionList facts={circumstances(entry, links, now)} />
        </Panel>
        {entry.changes.length > 0 ? (
          <Panel title="Before and after" flush>
            <Table
              caption="Properties before and after"
              rows={entry.changes}
              rowKey={({ name }) => name}
              columns={[
                {
                  key: "name",
                  header: "Property",
                  primary: true,
                  width: "14rem",
                  cell: ({ name, changed }) => (
                    <>
                      {name}
                      {changed ? null : <p className="font-normal text-muted">unchanged</p>}
                    </>
                  ),
                },
                { key: "before", header: "Before", cell: ({ before }) => <Value value={before} /> },
                { key: "after", header: "After", cell: ({ after }) => <Value value={after} /> },
              ]}
            />
          </Panel>
        ) : null}
        {entry.facts.length > 0 ? (
          <Panel title="More facts">
            <DescriptionList
              facts={entry.facts.map(({ name, value }) => ({
                term: name,
                description: <Value value={value} />,
              }))}
            />
          </Panel>
        ) : null}
        <Panel title="Place in the chain">
          <div className="space-y-3">
            {chain.fits ? (
              <Notice tone="good" title="This entry is what was recorded">
                Its hash was computed again, and the entries before and after it fit.
              </Notice>
            ) : (
              <Notice
                tone="bad"
                title="This entry does not fit its chain"
                next="Verify the whole chain, and compare with a backup."
              >
                It, or one beside it, was changed or taken away by somebody with direct access to the
                database.
              </Notice>
            )}
            <DescriptionList
              facts={[
                { term: "Number", description: String(entry.seq) },
                { term: "Hash", description: <Identifier value={chain.hash} copy="hash" /> },
                { term: "Hash before it", description: <Identifier value={chain.previousHash} /> },
              ]}
            />
          </div>
        </Panel>
        <nav aria-label="Entries beside this one" className="flex flex-wrap justify-between gap-4">
          {older === null ? (
            <span />
          ) : (
            <LinkButton href={beside(older)} icon={<ArrowLeft size={16} aria-hidden="true" />}>
              Entry before
            </LinkButton>
          )}
          {newer === null ? null : (
            <LinkButton href={beside(newer)} icon={<ArrowRight size={16} aria-hidden="true" />}>
              Next entry
            </LinkButton>
          )}
        </nav>
      </div>
    </>
  );
}

function Value({ value }: { value: string | null }) {
  return value === null ? (
    <Nothing />
  ) : (
    <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">{readable(value)}</span>
  );
}

function circumstances(entry: AuditEntryView, links: AuditLinks, now: string): Fact[] {
  const { subject, organization, personId } = entry;
  const narrowed = { organization: links.only === null ? organization.slug : undefined };
  return [
    {
      term: "Who",
      description: (
        <>
          {entry.who}
          {entry.role ? `, ${entry.role}` : ""}
          {personId ? (
            <p>
              <TextLink href={links.list({ ...narrowed, person: personId })}>
                What else they did here
              </TextLink>
            </p>
          ) : null}
        </>
      ),
    },
    {
      term: "What",
      description: (
        <>
          <span className={entry.outcome === "denied" ? "text-bad-text" : undefined}>{entry.what}</span>{" "}
          <Identifier value={entry.verb} className="text-muted" />
        </>
      ),
    },
    {
      term: "On what",
      description: subject ? <Subject subject={subject} entry={entry} links={links} /> : <Nothing />,
    },
    { term: "Organization", description: organization.name },
    {
      term: "When",
      description: (
        <>
          {formatAbsolute(new Date(entry.at))} (<Time at={entry.at} now={now} />)
        </>
      ),
    },
    {
      term: "From",
      description: entry.address ? <Identifier value={entry.address} /> : "Not known",
    },
    {
      term: "Request",
      description: (
        <>
          <Identifier value={entry.requestId} copy="request id" />
          <p>
            <TextLink href={links.list({ ...narrowed, search: entry.requestId })}>
              Everything this request did
            </TextLink>
          </p>
        </>
      ),
    },
  ];
}

function Subject({
  subject,
  entry,
  links,
}: {
  subject: { kind: string; id: string; name: string | null };
  entry: AuditEntryView;
  links: AuditLinks;
}) {
  const href = subjectHref(subject, entry.organization.slug, links);
  const kind = nameSubjectKind(subject.kind);
  const words = subject.name ? `${kind} ${subject.name}` : kind;
  return (
    <>
      {href ? <TextLink href={href}>{words}</TextLink> : words} <Identifier value={subject.id} />
      <p>
        <TextLink
          href={links.list({
            organization: links.only === null ? entry.organization.slug : undefined,
            search: subject.id,
          })}
        >
          All that was done to it
        </TextLink>
      </p>
    </>
  );
}
