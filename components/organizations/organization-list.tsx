"use client";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import { organizationsQuery } from "./queries";

export function OrganizationList() {
  const { data: organizations } = useQuery(organizationsQuery());
  if (!organizations) return null;
  return (
    <div className="rounded-lg border border-border bg-surface-raised">
      <Table
        caption="Organizations"
        rows={organizations}
        rowKey={(organization) => organization.slug}
        columns={[
          {
            key: "name",
            header: "Organization",
            primary: true,
            cell: (organization) => (
              <>
                <TextLink href={paths.organization(organization.slug)} quiet>
                  {organization.name}
                </TextLink>
                <p className="font-normal text-muted">
                  {organization.kind === "provider"
                    ? "Your own: its people administer Drawbridge"
                    : organization.slug}
                </p>
              </>
            ),
          },
          { key: "members", header: "Members", align: "right", cell: ({ members }) => members },
          { key: "clusters", header: "Clusters", align: "right", cell: ({ clusters }) => clusters },
          {
            key: "connections",
            header: "Connections",
            align: "right",
            cell: ({ connections }) => connections,
          },
          { key: "waiting", header: "Waiting requests", align: "right", cell: ({ waiting }) => waiting },
        ]}
        empty={
          <EmptyState
            title="No organization yet"
            action={
              <LinkButton href={paths.newOrganization()} variant="primary">
                Create organization
              </LinkButton>
            }
          >
            Each tenant is an organization of its own: its people see its clusters and connections, and
            nothing of others.
          </EmptyState>
        }
      />
    </div>
  );
}
