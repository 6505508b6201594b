"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import type { FormAction } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";
import { AddMemberForm } from "./add-member-form";
import { LimitsForm } from "./limits-form";
import { MembersTable } from "./members-table";
import { organizationQuery } from "./queries";

export type OrganizationActions = Record<
  "update" | "addMember" | "changeRole" | "removeMember" | "renewLink",
  FormAction
>;

export function OrganizationDetail({
  slug,
  origin,
  now,
  actions,
}: {
  slug: string;
  /** Where links to choose a password begin. */
  origin: string;
  now: string;
  actions: OrganizationActions;
}) {
  const { data: organization } = useQuery(organizationQuery(slug));
  if (!organization) return null;
  const { kind, members, clusters, connections, waiting, mayManage } = organization;
  const figures = [
    [members, "member"],
    [clusters, "cluster"],
    [connections, "connection"],
    [waiting, "waiting request"],
  ] as const;
  return (
    <>
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
      <div className="space-y-5">
        <Panel title="Members" flush>
          <MembersTable organization={organization} origin={origin} now={now} actions={actions} />
        </Panel>
        {mayManage ? (
          <Panel
            title="Add member"
            sentence="You get a link, once, to hand to the person: they choose their own password with it."
          >
            <AddMemberForm organization={organization} origin={origin} action={actions.addMember} />
          </Panel>
        ) : null}
        {kind === "tenant" ? (
          <Panel
            title="Name and limits"
            sentence="AWS allows 25 unanswered invitations per account and Region, for all organizations together; each gets a share, and unanswered ones are withdrawn."
          >
            <Managed mayManage={mayManage}>
              <LimitsForm organization={organization} action={actions.update} />
            </Managed>
          </Panel>
        ) : null}
      </div>
    </>
  );
}

function Managed({ mayManage, children }: { mayManage: boolean; children: ReactNode }) {
  if (mayManage) return children;
  return <p className="text-muted">Your role reads this but does not change it. Ask a provider admin.</p>;
}
