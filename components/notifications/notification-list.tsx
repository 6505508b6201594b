import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { NotificationLine } from "@/lib/domain/notifications/views";
import { NoticeIcon } from "./notice-icon";
import { ReadForm } from "./read-form";

/** Everything that was told, newest first; a title opens what it is about. */
export function NotificationList({
  lines,
  narrowed,
  now,
}: {
  lines: NotificationLine[];
  /** A filter left nothing; otherwise nothing was told yet. */
  narrowed: boolean;
  now: string;
}) {
  return (
    <div className="rounded-lg border border-border bg-surface-raised">
      <Table
        caption="Notifications, newest first"
        rows={lines}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "title",
            header: "What happened",
            primary: true,
            cell: ({ id, title, sentence, next, tone, isRead }) => (
              <div className="flex gap-2.5">
                <NoticeIcon tone={tone} />
                <div className="min-w-0 max-w-prose">
                  <ReadForm id={id} className="text-link wrap-break-word min-h-6 text-left">
                    {isRead ? null : <span className="sr-only">Unread: </span>}
                    <span className={isRead ? "font-normal" : "font-semibold"}>{title}</span>
                  </ReadForm>
                  <p className="wrap-break-word font-normal">{sentence}</p>
                  <p className="wrap-break-word font-normal text-muted">{next}</p>
                </div>
              </div>
            ),
          },
          { key: "organization", header: "Organization", cell: ({ organization }) => organization.name },
          { key: "at", header: "When", cell: ({ at }) => <Time at={at} now={now} /> },
          {
            key: "read",
            header: "Read",
            cell: ({ id, title, isRead }) =>
              isRead ? (
                <span className="text-muted">Read</span>
              ) : (
                <ReadForm id={id} stay className="text-link min-h-6 whitespace-nowrap">
                  Mark read<span className="sr-only">: {title}</span>
                </ReadForm>
              ),
          },
        ]}
        empty={
          <EmptyState title={narrowed ? "Nothing here" : "Nothing yet"}>
            {narrowed
              ? "Nothing matches these filters."
              : "What waits for you, was decided, failed, drifted or was repaired stands here, and under the bell of every page."}
          </EmptyState>
        }
      />
    </div>
  );
}
