import { ButtonForm } from "@/components/forms/button-form";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Table, type TableColumn } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import type { DelegationList, DelegationView } from "@/lib/domain/requests/delegations";
import { AbsenceForm } from "./absence-form";

export function Absences({
  list,
  now,
  actions,
}: {
  list: DelegationList;
  now: string;
  actions: Record<"set" | "end", FormAction>;
}) {
  return (
    <div className="space-y-5">
      <Panel title="Absences" flush>
        <Table
          caption="Absences now and to come"
          columns={columns(now, actions.end)}
          rows={list.delegations}
          rowKey={({ id }) => id}
          empty={<EmptyState title="Nobody is away">Everybody who decides looks after their own.</EmptyState>}
        />
      </Panel>
      <Panel title="Say that you are away">
        {list.set.ok ? (
          <AbsenceForm action={actions.set} colleagues={list.colleagues} today={now.slice(0, 10)} />
        ) : (
          <Notice tone="info" title={list.set.reason} next={list.set.next} />
        )}
      </Panel>
    </div>
  );
}

function columns(now: string, end: FormAction): TableColumn<DelegationView>[] {
  return [
    { key: "person", header: "Away", primary: true, cell: ({ person }) => person },
    { key: "delegate", header: "Looked after by", cell: ({ delegate }) => delegate },
    {
      key: "from",
      header: "From",
      cell: ({ from, holds }) => (
        <>
          <Time at={from} now={now} />
          {holds ? <p className="font-medium text-waiting-text">Away now</p> : null}
        </>
      ),
    },
    { key: "until", header: "Back", cell: ({ until }) => <Time at={until} now={now} /> },
    {
      key: "end",
      header: "End it",
      hideHeader: true,
      cell: ({ own, id, holds }) =>
        own ? (
          <ButtonForm
            action={end}
            values={{ id }}
            label={holds ? "I am back" : "Not away after all"}
            size="small"
          />
        ) : null,
    },
  ];
}
