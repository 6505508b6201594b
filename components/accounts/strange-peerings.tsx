import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { AccountDetail, StrangePeering } from "@/lib/domain/places/views";

/** Peerings on these VPCs that no connection accounts for: made elsewhere, or ours without a row. Read only. */
export function StrangePeerings({ account, now }: { account: AccountDetail; now: string }) {
  if (account.strangePeerings.length === 0) return null;
  const orphans = account.strangePeerings.filter((peering) => peering.origin === "orphan").length;
  return (
    <Panel
      title="Peerings that are not Drawbridge's"
      sentence={
        orphans > 0
          ? `${orphans} carry our tags but belong to no connection: look at them in AWS and delete them there if nobody needs them. Drawbridge never deletes what it does not know.`
          : "Made outside Drawbridge. They count against each VPC's quota and are never changed from here."
      }
      flush
    >
      <Table
        caption="Peerings that are not Drawbridge's"
        rows={account.strangePeerings}
        rowKey={(peering) => `${peering.region} ${peering.id}`}
        columns={[
          {
            key: "id",
            header: "Peering",
            primary: true,
            cell: (peering) => <Identifier value={peering.id} />,
          },
          {
            key: "origin",
            header: "Origin",
            cell: (peering) => (peering.origin === "orphan" ? "Our tags, no connection" : "Made elsewhere"),
          },
          { key: "region", header: "Region", cell: (peering) => peering.region },
          { key: "status", header: "State at AWS", cell: (peering) => peering.status },
          { key: "requester", header: "Requester", cell: (peering) => <Side side={peering.requester} /> },
          { key: "accepter", header: "Accepter", cell: (peering) => <Side side={peering.accepter} /> },
          { key: "seen", header: "Seen", cell: (peering) => <Time at={peering.seenAt} now={now} /> },
        ]}
      />
    </Panel>
  );
}

function Side({ side }: { side: StrangePeering["requester"] }) {
  return (
    <>
      <Identifier value={side.vpcId} />
      <p className="text-muted">
        <Identifier value={side.accountId} />
      </p>
    </>
  );
}
