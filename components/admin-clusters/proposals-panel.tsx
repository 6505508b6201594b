import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { Table } from "@/components/ui/table";
import type { VpcChoice } from "@/lib/domain/clusters/register-views";
import { paths } from "@/lib/paths";

/** VPCs whose tags speak of a cluster that is not registered. */
export function ProposalsPanel({ vpcs }: { vpcs: VpcChoice[] }) {
  const rows = vpcs.flatMap((vpc) => (vpc.proposal ? [{ ...vpc, proposal: vpc.proposal }] : []));
  if (rows.length === 0) return null;
  return (
    <Panel
      title="Found, not registered"
      sentence="Tags of these VPCs speak of clusters. They are proposals: nothing is registered by itself."
      flush
    >
      <Table
        caption="Clusters that tags propose"
        rows={rows}
        rowKey={(row) => `${row.placeId} ${row.vpcId}`}
        columns={[
          { key: "name", header: "Cluster", primary: true, cell: (row) => row.proposal.name },
          { key: "why", header: "Why", cell: (row) => row.proposal.reason },
          {
            key: "place",
            header: "Account and Region",
            cell: (row) => (
              <>
                {row.accountName}
                <p className="text-muted">{row.region}</p>
              </>
            ),
          },
          { key: "vpc", header: "VPC", cell: (row) => <Identifier value={row.vpcId} /> },
          {
            key: "register",
            header: "Register",
            hideHeader: true,
            cell: (row) => (
              <LinkButton href={paths.newCluster({ place: row.placeId, vpc: row.vpcId })} size="small">
                Register <span className="sr-only">{row.proposal.name}</span>
              </LinkButton>
            ),
          },
        ]}
      />
    </Panel>
  );
}
