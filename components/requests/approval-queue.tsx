import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { Table, type TableColumn } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import { isNarrowed, requestQuery } from "@/lib/domain/requests/filters";
import { requestTitle } from "@/lib/domain/requests/requests";
import type { RequestLine, RequestPage } from "@/lib/domain/requests/views";
import { paths } from "@/lib/paths";
import { DecidedBy, Whereto, who, why } from "./line-parts";
import { QueueFilters } from "./queue-filters";
import { QueueKeys } from "./queue-keys";
import { RequestStatus } from "./request-status";
import { RiskNote } from "./risk-note";

/** What tenants ask for. Rendered by the server; the keys and the dialogs they open are all that needs scripts. */
export function ApprovalQueue({ page, now, action }: { page: RequestPage; now: string; action: FormAction }) {
  const { filters, lines, next } = page;
  const waits = filters.state === "waiting";
  const table = (
    <Table
      caption={waits ? "Requests that wait for a decision" : "Requests that were decided"}
      columns={waits ? waitingColumns(now) : decidedColumns(now)}
      rows={lines}
      rowKey={(line) => line.id}
      empty={<Nothing waits={waits} narrowed={isNarrowed(filters)} />}
    />
  );
  return (
    <div className="space-y-4">
      <QueueFilters page={page} path={paths.approvals} asProvider />
      <div className="rounded-lg border border-border bg-surface-raised">
        {waits && lines.length > 0 ? (
          <QueueKeys
            action={action}
            lines={lines.map((line) => ({
              id: line.id,
              title: requestTitle(line.terms),
              organization: line.organization.name,
              termsDigest: line.termsDigest,
              refused: refusalOf(line),
              decides: line.approvals + 1 >= line.approvalsNeeded,
            }))}
          >
            <form method="get" action={paths.approveSeveral()}>
              {table}
              <div className="flex flex-wrap items-center gap-3 border-t border-border px-4 py-3 sm:px-5">
                <Button type="submit">Look at the chosen ones together</Button>
                <p className="text-sm text-muted">
                  Of one kind and one risk, they can be approved one after the other.
                </p>
              </div>
            </form>
          </QueueKeys>
        ) : (
          table
        )}
      </div>
      <Pagination
        newer={filters.after ? paths.approvals(requestQuery({ ...filters, after: undefined })) : null}
        newerLabel="First page"
        older={next ? paths.approvals(requestQuery({ ...filters, after: next })) : null}
        olderLabel="Next page"
      />
    </div>
  );
}

/** Why a request cannot be approved from the list, in words; null where it can. */
function refusalOf({ approve, checks }: RequestLine): string | null {
  if (!approve.ok) return `${approve.reason} ${approve.next}`;
  return checks && checks.refusals > 0 ? `The checks refuse it. ${checks.first}` : null;
}

function Nothing({ waits, narrowed }: { waits: boolean; narrowed: boolean }) {
  if (narrowed) {
    return (
      <EmptyState title="Nothing matches these filters">
        <TextLink href={paths.approvals()}>Show all that wait</TextLink>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={waits ? "Nothing waits for you" : "Nothing of this kind is there yet"}>
      {waits
        ? "When somebody asks for a connection or an exposure, it stands here until you approve or deny it."
        : "Requests that were approved, denied, withdrawn or that expired stand here afterwards."}
    </EmptyState>
  );
}

/** What is asked for; `below` it, what else is to be known of a line. */
const what = (below?: (line: RequestLine) => ReactNode): TableColumn<RequestLine> => ({
  key: "what",
  header: "Request",
  primary: true,
  width: "20rem",
  cell: (line) => (
    <div className="flex gap-2.5">
      {line.state === "waiting" ? (
        <input
          type="checkbox"
          name="request"
          value={line.id}
          aria-label={`Choose ${requestTitle(line.terms)}`}
          className="mt-1 size-4 shrink-0 accent-accent"
        />
      ) : null}
      <div className="min-w-0">
        <TextLink href={paths.approval(line.id)} quiet data-request={line.id}>
          {requestTitle(line.terms)}
        </TextLink>
        <p className="font-normal text-muted">
          <Whereto terms={line.terms} />
        </p>
        {below?.(line)}
      </div>
    </div>
  ),
});

function waitingColumns(now: string): TableColumn<RequestLine>[] {
  return [
    what((line) => <Waiting line={line} now={now} />),
    {
      ...who(now),
      cell: (line) => (
        <>
          {who(now).cell(line)}
          <p className="text-muted">
            Ends undecided <Time at={line.expiresAt} now={now} />
          </p>
        </>
      ),
    },
    why,
    {
      key: "risk",
      header: "Risk",
      cell: (line) => (line.risk ? <RiskNote risk={line.risk} brief /> : null),
    },
    { key: "causes", header: "Approval causes", cell: (line) => line.causes },
    { key: "checks", header: "Checks now", cell: (line) => <Checks line={line} /> },
  ];
}

/** Who is still needed, and for whom whoever looks stands in. */
function Waiting({ line, now }: { line: RequestLine; now: string }) {
  return (
    <>
      {line.approvalsNeeded > 1 ? (
        <p className="font-medium">
          {line.approvals} of {line.approvalsNeeded} approvals
        </p>
      ) : null}
      {line.standsInFor.map(({ name, until }) => (
        <p key={name} className="font-normal text-muted">
          For {name}, who is back <Time at={until} now={now} />
        </p>
      ))}
    </>
  );
}

function decidedColumns(now: string): TableColumn<RequestLine>[] {
  return [
    what(),
    { key: "state", header: "Decision", cell: (line) => <RequestStatus state={line.state} /> },
    who(now),
    { key: "decided", header: "Decided by", cell: (line) => <DecidedBy line={line} now={now} /> },
    why,
  ];
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
      <span className="font-medium text-waiting-text">
        {checks.warnings} warning{checks.warnings === 1 ? "" : "s"}
      </span>
    );
  }
  return <span className="font-medium text-good-text">Nothing stands in the way</span>;
}
