import { ButtonForm } from "@/components/forms/button-form";
import { Identifier } from "@/components/ui/identifier";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { toneText } from "@/components/ui/tone";
import type { FormAction } from "@/lib/domain/form-state";
import type { DeliveryLine } from "@/lib/domain/notifications/views";

const states = {
  delivered: { word: "Delivered", tone: "good" },
  waiting: { word: "Waiting", tone: "waiting" },
  "given-up": { word: "Given up", tone: "bad" },
} as const;

/** Each delivery with all its tries, the newest first. */
export function DeliveryLog({
  deliveries,
  values,
  redeliverAction,
  mayManage,
  now,
}: {
  deliveries: DeliveryLine[];
  values: Record<string, string>;
  redeliverAction: FormAction;
  mayManage: boolean;
  now: string;
}) {
  return (
    <Table
      caption="Deliveries, newest first"
      rows={deliveries}
      rowKey={({ id }) => id}
      columns={[
        {
          key: "title",
          header: "What was told",
          primary: true,
          cell: ({ id, title, createdAt }) => (
            <>
              <span className="wrap-break-word">{title}</span>
              <p className="font-normal text-muted">
                <Time at={createdAt} now={now} /> · <Identifier value={id} />
              </p>
            </>
          ),
        },
        {
          key: "state",
          header: "State",
          cell: ({ state, nextTryAt, tries }) => {
            const { tone, word } = states[state];
            return (
              <>
                <span className={`font-medium ${toneText[tone]}`}>{word}</span>
                {state === "waiting" && nextTryAt ? (
                  <p className="text-muted">
                    {tries.length === 0 ? "First try" : "Next try"} <Time at={nextTryAt} now={now} />
                  </p>
                ) : null}
              </>
            );
          },
        },
        { key: "tries", header: "Tries", cell: (delivery) => <Tries {...delivery} now={now} /> },
        {
          key: "again",
          header: "Send again",
          hideHeader: true,
          cell: ({ id, state }) =>
            mayManage && state !== "waiting" ? (
              <ButtonForm
                action={redeliverAction}
                values={{ ...values, deliveryId: id }}
                label="Send again"
                pendingLabel="Asking"
                size="small"
              />
            ) : null,
        },
      ]}
      empty={<p className="px-4 pb-3 text-muted sm:px-5">Nothing was sent yet.</p>}
    />
  );
}

function Tries({ tries, now }: Pick<DeliveryLine, "tries"> & { now: string }) {
  if (tries.length === 0) return <span className="text-muted">None yet</span>;
  return (
    <ol className="space-y-1.5">
      {[...tries].reverse().map(({ at, tookMs, status, answer }) => (
        <li key={at}>
          <span className="font-medium">{status ?? "No answer"}</span>{" "}
          <span className="text-muted">
            <Time at={at} now={now} />, took{" "}
            {tookMs < 1000 ? `${tookMs}\u00a0ms` : `${(tookMs / 1000).toFixed(1)}\u00a0s`}
          </span>
          {answer ? <p className="max-w-prose wrap-anywhere text-muted">{answer}</p> : null}
        </li>
      ))}
    </ol>
  );
}
