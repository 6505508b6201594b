import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import type { FormAction } from "@/lib/domain/form-state";
import type { OrganizationDetail } from "@/lib/domain/organizations/views";
import { paths } from "@/lib/paths";
import { LimitsForm } from "./limits-form";
import { QuotaMeters } from "./quota-meters";

export function OrganizationHead({ organization }: { organization: OrganizationDetail }) {
  const { kind, slug, members, clusters, connections, exposures, waiting } = organization;
  const figures = [
    [members, "member"],
    [clusters, "cluster"],
    [connections, "connection"],
    [exposures, "exposure"],
    [waiting, "waiting request"],
  ] as const;
  return (
    <PageHeader
      title={organization.name}
      sentence={
        kind === "provider"
          ? "Your own organization: its people administer Drawbridge and reach every other."
          : figures.map(([count, noun]) => `${count} ${noun}${count === 1 ? "" : "s"}`).join(", ")
      }
      breadcrumbs={[{ label: "Organizations", href: paths.organizations() }]}
      actions={
        kind === "tenant" ? <LinkButton href={paths.overview(slug)}>Open its pages</LinkButton> : undefined
      }
    />
  );
}

/** Name and limits of a tenant; the provider's own organization has none. */
export function OrganizationLimits({
  organization,
  action,
}: {
  organization: OrganizationDetail;
  action: FormAction;
}) {
  if (organization.kind !== "tenant") return null;
  return (
    <div className="mt-5">
      <Panel
        title="Name and limits"
        sentence="How much it may have at a time, requests that wait included. AWS allows 25 unanswered invitations per account and Region, for all organizations together; each gets a share, and unanswered ones are withdrawn."
      >
        <div className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,36rem)_minmax(0,1fr)]">
          {organization.mayManage ? (
            <LimitsForm organization={organization} action={action} />
          ) : (
            <p className="text-muted">Your role reads this but does not change it. Ask a provider admin.</p>
          )}
          <QuotaMeters quotas={organization.quotas} />
        </div>
      </Panel>
    </div>
  );
}
