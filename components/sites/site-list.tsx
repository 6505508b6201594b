"use client";
import { useQuery } from "@tanstack/react-query";
import { AccountMode } from "@/components/accounts/account-mode";
import { LastRead } from "@/components/live/last-read";
import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { SiteLine } from "@/lib/domain/sites/views";
import { paths } from "@/lib/paths";
import { sitesQuery } from "./queries";

export function SiteList({ now }: { now: string }) {
  const query = useQuery(sitesQuery());
  const { data } = query;
  if (!data) return null;
  return (
    <LastRead query={query}>
      <div className="rounded-lg border border-border bg-surface-raised">
        <Table
          caption="Sites of VMware Cloud Director"
          rows={data}
          rowKey={(site) => site.id}
          columns={[
            {
              key: "name",
              header: "Site",
              primary: true,
              cell: (site) => (
                <>
                  <TextLink href={paths.site(site.id)} quiet>
                    {site.name}
                  </TextLink>
                  <p className="font-normal text-muted">
                    <Identifier value={site.url} />
                  </p>
                </>
              ),
            },
            { key: "mode", header: "Mode", cell: (site) => <AccountMode mode={site.mode} /> },
            {
              key: "organizations",
              header: "Organizations",
              align: "right",
              cell: (site) => site.organizations,
            },
            { key: "clusters", header: "Clusters", align: "right", cell: (site) => site.clusters },
            { key: "exposures", header: "Exposures", align: "right", cell: (site) => site.exposures },
            { key: "health", header: "Read in full", cell: (site) => <Health site={site} now={now} /> },
          ]}
          empty={
            <EmptyState
              title="No site yet"
              action={
                <LinkButton href={paths.newSite()} variant="primary">
                  Register site
                </LinkButton>
              }
            >
              A site is a VMware Cloud Director with Kubernetes clusters of your tenants. They sign in with
              their accounts there.
            </EmptyState>
          }
        />
      </div>
    </LastRead>
  );
}

function Health({ site, now }: { site: SiteLine; now: string }) {
  return (
    <>
      {site.oldestSweepAt ? <Time at={site.oldestSweepAt} now={now} /> : "Not looked at yet"}
      {site.failing.length > 0 ? (
        <p className="text-bad-text">Cannot be read: {site.failing.join(", ")}</p>
      ) : null}
      {site.held.length > 0 ? <p className="text-waiting-text">On hold: {site.held.join(", ")}</p> : null}
      {site.checkFailures ? (
        <p className="text-bad-text">
          {site.checkFailures} {site.checkFailures === 1 ? "check" : "checks"} failed
        </p>
      ) : null}
    </>
  );
}
