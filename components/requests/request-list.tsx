import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Pagination } from "@/components/ui/pagination";
import { Table, type TableColumn } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { isNarrowed, requestQuery } from "@/lib/domain/requests/filters";
import { requestTitle } from "@/lib/domain/requests/requests";
import type { RequestLine, RequestPage } from "@/lib/domain/requests/views";
import { paths, type RequestListQuery } from "@/lib/paths";
import { DecidedBy, Whereto, who, why } from "./line-parts";
import { QueueFilters } from "./queue-filters";
import { RequestStatus } from "./request-status";

/** An organization's own requests. */
export function RequestList({
  organization,
  page,
  now,
}: {
  organization: string;
  page: RequestPage;
  now: string;
}) {
  const filters = { ...page.filters, organization: undefined };
  const path = (query: RequestListQuery) => paths.requests(organization, query);
  const waits = filters.state === "waiting";
  return (
    <div className="space-y-4">
      <QueueFilters page={{ ...page, filters }} path={path} asProvider={false} />
      <div className="rounded-lg border border-border bg-surface-raised">
        <Table
          caption={waits ? "Requests that wait for the provider" : "Requests that no longer wait"}
          columns={columns(organization, waits, now)}
          rows={page.lines}
          rowKey={({ id }) => id}
          empty={
            isNarrowed(filters) ? (
              <EmptyState title="Nothing matches these filters">
                <TextLink href={path({})}>Show all that wait</TextLink>
              </EmptyState>
            ) : (
              <EmptyState
                title={waits ? "Nothing waits for the provider" : "Nothing of this kind is there yet"}
                action={
                  waits ? (
                    <LinkButton href={paths.newConnection(organization)}>Request connection</LinkButton>
                  ) : undefined
                }
              >
                Ask for a connection or an exposure; its request stands here with what is written about it.
              </EmptyState>
            )
          }
        />
      </div>
      <Pagination
        newer={filters.after ? path(requestQuery({ ...filters, after: undefined })) : null}
        newerLabel="First page"
        older={page.next ? path(requestQuery({ ...filters, after: page.next })) : null}
        olderLabel="Next page"
      />
    </div>
  );
}

function columns(organization: string, waits: boolean, now: string): TableColumn<RequestLine>[] {
  return [
    {
      key: "what",
      header: "Request",
      primary: true,
      width: "21rem",
      cell: (line) => (
        <>
          <TextLink href={paths.request(organization, line.id)} quiet>
            {requestTitle(line.terms)}
          </TextLink>
          <p className="font-normal text-muted">
            <Whereto terms={line.terms} />
          </p>
        </>
      ),
    },
    {
      key: "state",
      header: "State",
      cell: (line) => (
        <>
          <RequestStatus state={line.state} />
          {line.state === "waiting" && line.approvalsNeeded > 1 ? (
            <p className="text-muted">
              {line.approvals} of {line.approvalsNeeded} approvals
            </p>
          ) : null}
        </>
      ),
    },
    who(now),
    why,
    waits
      ? {
          key: "ends",
          header: "Ends undecided",
          cell: (line) => <Time at={line.expiresAt} now={now} />,
        }
      : { key: "decided", header: "Decided by", cell: (line) => <DecidedBy line={line} now={now} /> },
  ];
}
