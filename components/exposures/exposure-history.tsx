import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { Status } from "@/components/ui/status";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { ExposureLine } from "@/lib/domain/exposures/views";
import { paths } from "@/lib/paths";

/** Exposures of one cluster that ended, each with a page and a timeline of its own. */
export function ExposureHistory({
  exposures,
  clusterName,
  organization,
  now,
}: {
  exposures: ExposureLine[];
  clusterName: string;
  organization: string;
  now: string;
}) {
  if (exposures.length === 0) return null;
  return (
    <Panel title="Earlier exposures" flush>
      <Table
        caption={`Earlier exposures of ${clusterName}`}
        rows={exposures}
        rowKey={(row) => row.id}
        columns={[
          {
            key: "asked",
            header: "Asked for",
            primary: true,
            cell: (row) => (
              <TextLink href={paths.exposure(organization, row.id)} quiet>
                <Time at={row.createdAt} now={now} />
              </TextLink>
            ),
          },
          { key: "state", header: "State", cell: (row) => <Status {...row.status} /> },
          {
            key: "address",
            header: "Address",
            cell: (row) =>
              row.address ? <Identifier value={row.address} /> : <span className="text-muted">none</span>,
          },
          { key: "way", header: "How", cell: (row) => row.wayWord },
          {
            key: "ended",
            header: "Ended",
            align: "right",
            cell: (row) => <Time at={row.stateSince} now={now} />,
          },
        ]}
      />
    </Panel>
  );
}
