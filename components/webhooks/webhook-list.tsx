import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { WebhookLine } from "@/lib/domain/notifications/views";
import { paths } from "@/lib/paths";
import { WebhookState } from "./webhook-state";

export function WebhookList({
  lines,
  organization,
  mayManage,
  now,
}: {
  lines: WebhookLine[];
  organization: string;
  mayManage: boolean;
  now: string;
}) {
  return (
    <div className="rounded-lg border border-border bg-surface-raised">
      <Table
        caption="Webhooks"
        rows={lines}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "name",
            header: "Webhook",
            primary: true,
            cell: ({ id, name, url }) => (
              <>
                <TextLink href={paths.webhook(organization, id)} quiet>
                  {name}
                </TextLink>
                <p className="font-normal text-muted">
                  <Identifier value={url} />
                </p>
              </>
            ),
          },
          {
            key: "state",
            header: "State",
            cell: (line) => (
              <>
                <WebhookState {...line} />
                {line.failingSince ? (
                  <p className="text-muted">
                    First failed <Time at={line.failingSince} now={now} />
                  </p>
                ) : null}
              </>
            ),
          },
          {
            key: "kinds",
            header: "Told of",
            cell: ({ kinds }) => `${kinds.length} ${kinds.length === 1 ? "kind" : "kinds"} of events`,
          },
        ]}
        empty={
          <EmptyState
            title="No webhook yet"
            action={
              mayManage ? (
                <LinkButton href={paths.newWebhook(organization)} variant="primary">
                  Create webhook
                </LinkButton>
              ) : undefined
            }
          >
            A webhook tells an address of yours what happens here: a chat, a pager, a script. Calls are
            signed, and tried again until they are taken.
          </EmptyState>
        }
      />
    </div>
  );
}
