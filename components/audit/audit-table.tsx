import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { AuditLine } from "@/lib/domain/audit/views";

export function AuditTable({ lines, now }: { lines: AuditLine[]; now: string }) {
  return (
    <Table
      caption="Audit, newest first"
      rows={lines}
      rowKey={(line) => line.key}
      columns={[
        {
          key: "who",
          header: "Who and what",
          primary: true,
          width: "20rem",
          cell: (line) => (
            <>
              {line.who}{" "}
              <span className={line.outcome === "denied" ? "text-bad-text" : "font-normal"}>{line.what}</span>
              <p className="font-normal text-muted">{line.role}</p>
            </>
          ),
        },
        { key: "at", header: "When", width: "8rem", cell: (line) => <Time at={line.at} now={now} /> },
        {
          key: "organization",
          header: "Organization",
          width: "8rem",
          cell: (line) => line.organization.name,
        },
        { key: "facts", header: "Facts", cell: (line) => <Facts line={line} /> },
      ]}
      empty={
        <EmptyState title="Nothing found">
          What people do here, and what they were refused, is recorded and stands in this list.
        </EmptyState>
      }
    />
  );
}

/** Ids and digests are for machines; they stand with the whole entry. */
function isTelling({ name }: { name: string }): boolean {
  return !/(^id|Id|Digest)$/.test(name) || name === "accountId";
}

function Facts({ line }: { line: AuditLine }) {
  return (
    <>
      {line.facts
        .filter(isTelling)
        .slice(0, 3)
        .map((fact) => (
          <p key={fact.name} className="line-clamp-2">
            <span className="text-muted">{fact.name}</span> {fact.value}
          </p>
        ))}
      <details>
        <summary className="cursor-pointer text-accent-text underline">All of this entry</summary>
        <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
          {[
            ...line.facts,
            { name: "verb", value: line.verb },
            { name: line.subject?.kind ?? "subject", value: line.subject?.id ?? "none" },
            { name: "request", value: line.requestId },
            { name: "address", value: line.address ?? "none" },
          ].map(({ name, value }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fact may bear the name of one of ours
            <div key={index} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd>
                <Identifier value={value} />
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
