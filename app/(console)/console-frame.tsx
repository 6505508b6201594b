import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { QueryProvider } from "@/components/live/query-provider";
import { RoomSignalsLater } from "@/components/live/room-signals-later";
import { Bell } from "@/components/notifications/bell";
import { ConsoleShell } from "@/components/shell/console-shell";
import type { NavigationGroup } from "@/components/shell/navigation";
import { paths } from "@/lib/paths";
import { getBell } from "@/lib/services/notifications/get-bell";
import { getNavigation, type Navigation } from "@/lib/services/organizations/get-navigation";
import { readForPage, requestContext } from "@/lib/services/web-context";

/** The frame around every room: who is signed in, where they are, and what changes while they look. */
export async function ConsoleFrame({
  organization,
  children,
}: {
  /** Slug of the tenant whose rooms these are; null in the provider's own. */
  organization: string | null;
  children: ReactNode;
}) {
  const context = await requestContext(organization);
  const navigation = await readForPage(getNavigation, context, {});
  const bell = await readForPage(getBell, context, {});
  return (
    <QueryProvider>
      <ConsoleShell
        current={navigation.organization}
        organizations={navigation.organizations.map(({ slug, name, kind }) => ({
          slug,
          name,
          href: kind === "provider" ? paths.approvals() : paths.overview(slug),
        }))}
        person={navigation.person}
        navigation={groupsOf(navigation, organization)}
        homeHref={organization === null ? paths.approvals() : paths.overview(organization)}
        paletteEntries={
          organization === null
            ? []
            : [
                { href: paths.newVcdCluster(organization), label: "Create cluster", group: "Clusters" },
                {
                  href: paths.newConnection(organization),
                  label: "Request connection",
                  group: "Connections",
                },
              ]
        }
        searchHref={organization === null ? undefined : paths.api.search(organization)}
        signOutAction={signOutAction}
        live={<Bell bell={bell} now={context.now.toISOString()} />}
      >
        {children}
      </ConsoleShell>
      <RoomSignalsLater organization={organization} session={navigation.session} />
    </QueryProvider>
  );
}

function groupsOf(navigation: Navigation, organization: string | null): NavigationGroup[] {
  const groups: NavigationGroup[] = [];
  if (organization !== null && navigation.organization.kind === "tenant") {
    groups.push({
      label: navigation.organization.name,
      items: [
        { href: paths.overview(organization), label: "Overview", icon: "overview" },
        { href: paths.clusters(organization), label: "Clusters", icon: "clusters" },
        { href: paths.connections(organization), label: "Connections", icon: "connections" },
        { href: paths.exposures(organization), label: "Exposures", icon: "exposures" },
        { href: paths.edgeGateways(organization), label: "Edge gateways", icon: "edges" },
        { href: paths.requests(organization), label: "Requests", icon: "approvals" },
        { href: paths.members(organization), label: "Members", icon: "people" },
        ...(navigation.readsWebhooks
          ? [{ href: paths.webhooks(organization), label: "Webhooks", icon: "webhooks" as const }]
          : []),
        // The provider's people have one page for everybody's.
        ...(navigation.readsAudit && !navigation.isProvider
          ? [{ href: paths.organizationAudit(organization), label: "Audit", icon: "audit" as const }]
          : []),
      ],
    });
  }
  if (navigation.isProvider) {
    const own = navigation.organizations.find(({ kind }) => kind === "provider");
    groups.push({
      label: "Provider",
      items: [
        {
          href: paths.approvals(),
          label: "Approvals",
          icon: "approvals",
          count: navigation.waitingApprovals,
        },
        { href: paths.policies(), label: "Policies", icon: "policies" },
        { href: paths.organizations(), label: "Organizations", icon: "organizations" },
        { href: paths.accounts(), label: "Accounts", icon: "accounts" },
        { href: paths.sites(), label: "Sites", icon: "sites" },
        { href: paths.adminClusters(), label: "All clusters", icon: "clusters" },
        { href: paths.signOn(), label: "Sign-on", icon: "signOn" },
        ...(own ? [{ href: paths.webhooks(own.slug), label: "Webhooks", icon: "webhooks" as const }] : []),
        { href: paths.audit(), label: "Audit", icon: "audit" },
      ],
    });
  }
  return groups;
}
