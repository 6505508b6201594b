import { ButtonForm } from "@/components/forms/button-form";
import { Identifier } from "@/components/ui/identifier";
import { Table, type TableColumn } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import type { SessionLine } from "@/lib/domain/sessions/views";

type Column = TableColumn<SessionLine>;

const browser: Column = {
  key: "browser",
  header: "Browser",
  primary: true,
  cell: ({ browser, current }) => (
    <>
      {browser}
      {current ? <p className="font-normal text-good-text">This browser, now</p> : null}
    </>
  ),
};
const how: Column = { key: "how", header: "Signed in with", cell: (session) => session.how };
const address: Column = {
  key: "address",
  header: "From",
  cell: (session) => (session.address ? <Identifier value={session.address} /> : "Not known"),
};

/** Where somebody is signed in, each to be ended. */
export function OpenSessions({
  sessions,
  now,
  endAction,
}: {
  sessions: SessionLine[];
  now: string;
  endAction: FormAction;
}) {
  return (
    <Table
      caption="Sessions that hold"
      rows={sessions}
      rowKey={({ id }) => id}
      columns={[
        browser,
        how,
        address,
        { key: "since", header: "Since", cell: (session) => <Time at={session.since} now={now} /> },
        { key: "act", header: "Last active", cell: (session) => <Time at={session.lastActAt} now={now} /> },
        {
          key: "ends",
          header: "Ends",
          cell: (session) => (
            <>
              <Time at={session.endsAt} now={now} />
              {session.idleEndsAt < session.endsAt ? (
                <p className="text-muted">
                  if you do nothing: <Time at={session.idleEndsAt} now={now} />
                </p>
              ) : null}
            </>
          ),
        },
        {
          key: "end",
          header: "End",
          hideHeader: true,
          align: "right",
          cell: ({ id, current }) => (
            <ButtonForm
              action={endAction}
              values={{ id }}
              label={current ? "Sign out here" : "End session"}
              pendingLabel="Ending"
              size="small"
            />
          ),
        },
      ]}
    />
  );
}

/** Where somebody was signed in, and why no more. */
export function PastSessions({ sessions, now }: { sessions: SessionLine[]; now: string }) {
  return (
    <Table
      caption="Sessions that are over"
      rows={sessions}
      rowKey={({ id }) => id}
      columns={[
        browser,
        how,
        address,
        { key: "since", header: "Since", cell: (session) => <Time at={session.since} now={now} /> },
        {
          key: "over",
          header: "Ended",
          cell: ({ over }) =>
            over ? (
              <>
                <Time at={over.at} now={now} />
                <p className="text-muted">{over.why}</p>
              </>
            ) : null,
        },
      ]}
    />
  );
}
