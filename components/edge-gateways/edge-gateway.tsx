import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Notice, type NoticeTone } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { EdgePoolView } from "@/lib/domain/exposures/edge-pool-views";
import { paths } from "@/lib/paths";
import { AddressPool } from "./address-pool";
import { NatRules } from "./nat-rules";

const tones: Record<EdgePoolView["findings"][number]["level"], NoticeTone> = {
  bad: "bad",
  warn: "waiting",
  info: "info",
};

/** One edge gateway: its external addresses, what its rules lead to, and what is wrong with them. */
export function EdgeGateway({
  edge,
  organization,
  now,
}: {
  edge: EdgePoolView;
  organization: string;
  now: string;
}) {
  const realized = edge.status === "REALIZED";
  return (
    <Panel
      title={edge.name}
      sentence={
        <>
          Of {edge.vcdOrganizationName}
          {edge.ownerName ? `, for ${edge.ownerName}` : null}, at {edge.siteName}.{" "}
          {realized ? null : (
            <>
              VMware Cloud Director says <Identifier value={edge.status} />.
            </>
          )}
        </>
      }
      actions={
        <p className="text-sm text-muted">
          Seen <Time at={edge.natAt ?? edge.seenAt} now={now} />
        </p>
      }
      flush
    >
      <div className="space-y-4">
        <div className="space-y-4 px-4 sm:px-5">
          {edge.busy ? (
            <Notice tone="working" title="Being changed" next="It takes one change at a time; others wait.">
              {edge.busy}
            </Notice>
          ) : null}
          {edge.nsxT ? null : (
            <Notice tone="info" title="Not an NSX-T edge">
              CSE and Drawbridge expose clusters through NSX-T edge gateways only.
            </Notice>
          )}
          <Fault title="Its rules could not be read" fault={edge.fault} />
          <Fault title="Its firewall could not be read" fault={edge.firewallFault} />
          {edge.findings.map((finding) => (
            <Notice
              key={`${finding.code} ${finding.ruleId ?? ""}`}
              tone={tones[finding.level]}
              title={finding.title}
              next={finding.next}
            >
              <p>{finding.sentence}</p>
              {finding.clusterId ? (
                <div className="mt-2">
                  <LinkButton href={paths.cluster(organization, finding.clusterId)} size="small">
                    Open its cluster
                  </LinkButton>
                </div>
              ) : null}
            </Notice>
          ))}
          <AddressPool edge={edge} organization={organization} now={now} />
        </div>
        <NatRules edge={edge} organization={organization} />
      </div>
    </Panel>
  );
}

function Fault({ title, fault }: { title: string; fault: EdgePoolView["fault"] }) {
  if (!fault) return null;
  return (
    <Notice tone="waiting" title={title} next={fault.next}>
      {fault.title}. {fault.cause}
    </Notice>
  );
}
