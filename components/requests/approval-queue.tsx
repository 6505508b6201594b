"use client";
import { useQuery } from "@tanstack/react-query";
import { LastRead } from "@/components/live/last-read";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterLinks } from "@/components/ui/filter-links";
import { Identifier } from "@/components/ui/identifier";
import { Pagination } from "@/components/ui/pagination";
import { Table, type TableColumn } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { type RequestTerms, requestTitle } from "@/lib/domain/requests/requests";
import type { RequestLine } from "@/lib/domain/requests/views";
import { paths } from "@/lib/paths";
import { type ApprovalFilters, approvalsQuery } from "./queries";
import { RequestStatus } from "./request-status";

export function ApprovalQueue({ filters, now }: { filters: ApprovalFilters; now: string }) {
  const query = useQuery(approvalsQuery(filters));
  const { data } = query;
  if (!data) return null;
  const waits = data.filters.state === "waiting";
  return (
    <LastRead query={query}>
      <div className="space-y-4">
        <FilterLinks
          label="Which requests"
          current={data.filters.state}
          links={[
            { key: "waiting", label: "Waiting", href: paths.approvals(), count: data.counts.waiting },
            { key: "decided", label: "Decided", href: paths.approvals({ state: "decided" }) },
          ]}
        />
        <div className="rounded-lg border border-border bg-surface-raised">
          <Table
            caption={waits ? "Requests that wait for a decision" : "Requests that were decided"}
            columns={waits ? waitingColumns(now) : decidedColumns(now)}
            rows={data.lines}
            rowKey={(line) => line.id}
            empty={<Nothing waits={waits} />}
          />
        </div>
        <Pagination
          newer={filters.after ? paths.approvals({ state: filters.state }) : null}
          newerLabel="First page"
          older={data.next ? paths.approvals({ state: filters.state, after: data.next }) : null}
          olderLabel="Next page"
        />
      </div>
    </LastRead>
  );
}

function Nothing({ waits }: { waits: boolean }) {
  return (
    <EmptyState title={waits ? "Nothing waits for you" : "Nothing was decided yet"}>
      {waits
        ? "When somebody asks for a connection or an exposure, it stands here until you approve or deny it."
        : "Requests that were approved, denied or withdrawn stand here afterwards."}
    </EmptyState>
  );
}

const what: TableColumn<RequestLine> = {
  key: "what",
  header: "Request",
  primary: true,
  width: "21rem",
  cell: (line) => (
    <>
      <TextLink href={paths.approval(line.id)} quiet>
        {requestTitle(line.terms)}
      </TextLink>
      <p className="font-normal text-muted">
        <Whereto terms={line.terms} />
      </p>
    </>
  ),
};

const who = (now: string): TableColumn<RequestLine> => ({
  key: "who",
  header: "Asked by",
  cell: (line) => (
    <>
      {line.requestedBy}, {line.organization.name}
      <p className="text-muted">
        <Time at={line.requestedAt} now={now} />
      </p>
    </>
  ),
});

const why: TableColumn<RequestLine> = {
  key: "why",
  header: "Reason",
  cell: (line) => line.reason || <span className="text-muted">No reason was given</span>,
};

function waitingColumns(now: string): TableColumn<RequestLine>[] {
  return [
    what,
    who(now),
    why,
    { key: "causes", header: "Approval causes", cell: (line) => line.causes },
    { key: "checks", header: "Checks now", cell: (line) => <Checks line={line} /> },
  ];
}

function decidedColumns(now: string): TableColumn<RequestLine>[] {
  return [
    what,
    { key: "state", header: "Decision", cell: (line) => <RequestStatus state={line.state} /> },
    who(now),
    {
      key: "decided",
      header: "Decided by",
      cell: (line) =>
        line.decidedBy && line.decidedAt ? (
          <>
            {line.decidedBy}
            <p className="text-muted">
              <Time at={line.decidedAt} now={now} />
            </p>
          </>
        ) : (
          <span className="text-muted">Nobody: those who asked took it back</span>
        ),
    },
    why,
  ];
}

function Whereto({ terms }: { terms: RequestTerms }) {
  if (terms.kind === "connection") {
    return (
      <>
        {terms.clusterName} to <Identifier value={terms.vpcId} /> in {terms.region}
      </>
    );
  }
  return (
    <>
      {terms.edgeName ? `Edge gateway ${terms.edgeName}, ` : ""}
      {terms.vcdOrganizationName} at {terms.siteName}
    </>
  );
}

function Checks({ line: { checks } }: { line: RequestLine }) {
  if (!checks) return null;
  if (checks.refusals > 0) {
    return (
      <>
        <span className="font-medium text-bad-text">Cannot be approved</span>
        <p className="text-muted">{checks.first}</p>
      </>
    );
  }
  if (checks.warnings > 0) {
    return (
      <>
        <span className="font-medium text-waiting-text">{count(checks.warnings, "warning")}</span>
        <p className="text-muted">{checks.first}</p>
      </>
    );
  }
  return <span className="font-medium text-good-text">Nothing stands in the way</span>;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
