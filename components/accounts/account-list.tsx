"use client";
import { useQuery } from "@tanstack/react-query";
import { LastRead } from "@/components/live/last-read";
import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { AccountLine } from "@/lib/domain/places/views";
import { paths } from "@/lib/paths";
import { AccountMode } from "./account-mode";
import { accountsQuery } from "./queries";

export function AccountList({ now }: { now: string }) {
  const query = useQuery(accountsQuery());
  const { data } = query;
  if (!data) return null;
  return (
    <LastRead query={query}>
      <div className="rounded-lg border border-border bg-surface-raised">
        <Table
          caption="AWS accounts"
          rows={data}
          rowKey={(account) => account.id}
          columns={[
            {
              key: "name",
              header: "Account",
              primary: true,
              cell: (account) => (
                <>
                  <TextLink href={paths.account(account.id)} quiet>
                    {account.name}
                  </TextLink>
                  <p className="font-normal text-muted">
                    <Identifier value={account.accountId} />
                  </p>
                </>
              ),
            },
            { key: "mode", header: "Mode", cell: (account) => <AccountMode mode={account.mode} /> },
            { key: "regions", header: "Regions", cell: (account) => account.regions.join(", ") },
            { key: "clusters", header: "Clusters", align: "right", cell: (account) => account.clusters },
            {
              key: "connections",
              header: "Connections",
              align: "right",
              cell: (account) => account.connections,
            },
            { key: "health", header: "Seen", cell: (account) => <Health account={account} now={now} /> },
          ]}
          empty={
            <EmptyState
              title="No account yet"
              action={
                <LinkButton href={paths.newAccount()} variant="primary">
                  Register account
                </LinkButton>
              }
            >
              Register the AWS accounts that your clusters run in. A new one is only observed until you let it
              act.
            </EmptyState>
          }
        />
      </div>
    </LastRead>
  );
}

function Health({ account, now }: { account: AccountLine; now: string }) {
  return (
    <>
      {account.oldestSweepAt ? <Time at={account.oldestSweepAt} now={now} /> : "Not looked at yet"}
      {account.failing.length > 0 ? (
        <p className="text-bad-text">Cannot be read in {account.failing.join(", ")}</p>
      ) : null}
      {account.held.length > 0 ? (
        <p className="text-waiting-text">On hold in {account.held.join(", ")}</p>
      ) : null}
      {account.checkFailures ? (
        <p className="text-bad-text">
          {account.checkFailures} {account.checkFailures === 1 ? "check" : "checks"} failed
        </p>
      ) : null}
    </>
  );
}
