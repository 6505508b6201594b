import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { Table, type TableColumn } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { AuditLine } from "@/lib/domain/audit/views";
import { nameSubjectKind } from "@/lib/domain/audit/words";
import type { AuditLinks } from "./audit-links";
import { ChangeList, readable } from "./change-list";

export function AuditTable({
  lines,
  links,
  narrowed,
  now,
}: {
  lines: AuditLine[];
  links: AuditLinks;
  /** Filters are set, so that nothing found means nothing of this kind. */
  narrowed: boolean;
  now: string;
}) {
  const columns: TableColumn<AuditLine>[] = [
    {
      key: "who",
      header: "Who and what",
      primary: true,
      width: "18rem",
      cell: (line) => (
        <>
          <TextLink quiet href={links.entry(line.organization.slug, line.seq)}>
            {line.who}{" "}
            <span className={line.outcome === "denied" ? "text-bad-text" : "font-normal"}>{line.what}</span>
          </TextLink>
          <p className="font-normal text-muted">{line.role ?? "No role"}</p>
        </>
      ),
    },
    {
      key: "subject",
      header: "On what",
      width: "12rem",
      cell: ({ subject }) =>
        subject ? (
          <>
            {subject.name ? <p className="[overflow-wrap:anywhere]">{subject.name}</p> : null}
            <p className="text-muted">{nameSubjectKind(subject.kind)}</p>
          </>
        ) : (
          <span className="text-muted">Nothing in particular</span>
        ),
    },
    { key: "changes", header: "Details", cell: (line) => <InShort line={line} /> },
    {
      key: "from",
      header: "From",
      width: "7rem",
      cell: ({ address }) =>
        address ? <Identifier value={address} /> : <span className="text-muted">not known</span>,
    },
    { key: "at", header: "When", width: "6.5rem", cell: (line) => <Time at={line.at} now={now} /> },
  ];
  if (links.only === null) {
    columns.splice(1, 0, {
      key: "organization",
      header: "Organization",
      width: "7rem",
      cell: (line) => line.organization.name,
    });
  }
  return (
    <Table
      caption="Audit, newest first"
      rows={lines}
      rowKey={(line) => line.key}
      columns={columns}
      empty={
        narrowed ? (
          <EmptyState title="Nothing found">
            No entry fits these filters. Take one away, or look in a longer range of time.
          </EmptyState>
        ) : (
          <EmptyState title="Nothing recorded yet">
            What people do here, and what they were refused, is recorded and stands in this list.
          </EmptyState>
        )
      }
    />
  );
}

/** What was changed, else why; ids and digests stand with the whole entry. */
function InShort({ line }: { line: AuditLine }) {
  const changes = line.changes.filter(({ changed, name }) => changed && !isForMachines(name)).slice(0, 3);
  const said = line.facts.filter(({ name }) => !isForMachines(name) && name !== "Name").slice(0, 2);
  if (changes.length === 0 && said.length === 0) return <span className="text-muted">No details</span>;
  return (
    <>
      {changes.length > 0 ? <ChangeList changes={changes} /> : null}
      {changes.length < 3
        ? said.map(({ name, value }) => (
            <p key={name} className="line-clamp-2 [overflow-wrap:anywhere]">
              <span className="text-muted">{name}</span> {readable(value)}
            </p>
          ))
        : null}
    </>
  );
}

function isForMachines(name: string): boolean {
  return /(^|\s)(ID|digest|hash)$/i.test(name) && name !== "Account ID";
}
