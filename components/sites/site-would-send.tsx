import { Panel } from "@/components/ui/panel";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { SiteDetail } from "@/lib/domain/sites/views";
import { paths } from "@/lib/paths";

/** What the last plans would send if nothing held them back. */
export function SiteWouldSend({ site }: { site: SiteDetail }) {
  return (
    <Panel
      title="What would be sent"
      sentence={
        site.mode === "observe"
          ? "By the last plans, if you let the site act now."
          : "By the last plans; a hold, a busy edge gateway or a refusal keeps it back for now."
      }
      flush
    >
      <Table
        caption="What would be sent"
        rows={site.wouldSend}
        rowKey={(line) => line.exposureId}
        columns={[
          {
            key: "cluster",
            header: "Cluster",
            primary: true,
            cell: (line) => (
              <TextLink href={paths.exposure(line.organization.slug, line.exposureId)} quiet>
                {line.clusterName}
              </TextLink>
            ),
          },
          { key: "organization", header: "Organization", cell: (line) => line.organization.name },
          { key: "vcd", header: "In VMware Cloud Director", cell: (line) => line.vcdOrganization },
          {
            key: "steps",
            header: "Steps",
            cell: (line) => (
              <ol className="space-y-0.5">
                {line.steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            ),
          },
        ]}
        empty={
          <p className="px-4 pb-3 text-muted sm:px-5">Nothing: no exposure of this site wants a change.</p>
        }
      />
    </Panel>
  );
}
