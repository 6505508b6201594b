import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { AccountDetail } from "@/lib/domain/places/views";
import { paths } from "@/lib/paths";

/** What the last plans would send if nothing held them back. */
export function WouldSend({ account }: { account: AccountDetail }) {
  return (
    <Panel
      title="What would be sent"
      sentence={
        account.mode === "observe"
          ? "By the last plans, if you let the account act now."
          : "By the last plans; a hold, a limit or a refusal keeps it back for now."
      }
      flush
    >
      <Table
        caption="What would be sent"
        rows={account.wouldSend}
        rowKey={(line) => line.connectionId}
        columns={[
          {
            key: "connection",
            header: "Connection",
            primary: true,
            cell: (line) => (
              <TextLink href={paths.connection(line.organization.slug, line.connectionId)} quiet>
                {line.name}
              </TextLink>
            ),
          },
          { key: "organization", header: "Organization", cell: (line) => line.organization.name },
          { key: "region", header: "Region", cell: (line) => line.region },
          {
            key: "steps",
            header: "Calls",
            cell: (line) => (
              <ol className="space-y-0.5">
                {line.steps.map((step) => (
                  <li key={step}>
                    <Identifier value={step} />
                  </li>
                ))}
              </ol>
            ),
          },
        ]}
        empty={
          <p className="px-4 pb-3 text-muted sm:px-5">
            Nothing: no connection of this account wants a change.
          </p>
        }
      />
    </Panel>
  );
}
