import { ButtonForm } from "@/components/forms/button-form";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import type { PolicyList as List } from "@/lib/domain/policies/views";
import { paths } from "@/lib/paths";
import { EffectWord, OnOff } from "./effect-word";
import { MissingNotes } from "./missing-notes";

export function PolicyList({ list, move, now }: { list: List; move: FormAction; now: string }) {
  const rows = list.lines.map((line, index) => ({ ...line, place: index + 1 }));
  return (
    <div className="rounded-lg border border-border bg-surface-raised">
      <Table
        caption="Policies, in their order"
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          { key: "place", header: "Order", align: "right", width: "4rem", cell: ({ place }) => place },
          {
            key: "name",
            header: "Rule",
            primary: true,
            cell: (line) => (
              <>
                <TextLink href={paths.policy(line.id)} quiet>
                  {line.name}
                </TextLink>
                <p className="max-w-prose font-normal text-muted">{line.sentence}</p>
                <MissingNotes missing={line.missing} />
              </>
            ),
          },
          { key: "effect", header: "Effect", cell: ({ effect }) => <EffectWord effect={effect} /> },
          { key: "on", header: "In force", cell: ({ on }) => <OnOff on={on} /> },
          {
            key: "decided",
            header: `Took part in, of ${list.judged}`,
            align: "right",
            cell: ({ decided }) => decided,
          },
          {
            key: "changed",
            header: "Version",
            cell: ({ version, changedBy, changedAt }) => (
              <>
                {version}
                <p className="text-muted">
                  {changedBy}, <Time at={changedAt} now={now} />
                </p>
              </>
            ),
          },
          ...(list.manage.ok && rows.length > 1
            ? [
                {
                  key: "move",
                  header: "Move",
                  hideHeader: true,
                  cell: ({ id, name, place }: (typeof rows)[number]) => (
                    <div className="flex gap-1">
                      {place > 1 ? <Move action={move} id={id} name={name} direction="up" /> : null}
                      {place < rows.length ? (
                        <Move action={move} id={id} name={name} direction="down" />
                      ) : null}
                    </div>
                  ),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}

function Move({
  action,
  id,
  name,
  direction,
}: {
  action: FormAction;
  id: string;
  name: string;
  direction: "up" | "down";
}) {
  return (
    <ButtonForm
      action={action}
      values={{ policyId: id, direction }}
      label={direction === "up" ? "Up" : "Down"}
      spoken={`Move ${name} ${direction}`}
      variant="ghost"
      size="small"
    />
  );
}
