import type { Metadata } from "next";
import { ConnectionList } from "@/components/connections/connection-list";
import { connectionsQuery } from "@/components/connections/queries";
import { Hydrated } from "@/components/live/hydrated";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { whyNot } from "@/lib/domain/capability";
import { type ListQuery, paths } from "@/lib/paths";
import { listConnections } from "@/lib/services/connections/list-connections";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { organization } = await params;
  const query = await searchParams;
  const one = (name: keyof ListQuery) => {
    const value = query[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const filters: ListQuery = {
    search: one("search"),
    state: one("state"),
    sort: one("sort"),
    after: one("after"),
    cluster: one("cluster"),
  };
  const here = paths.connections(organization, filters);
  const context = await requestContext(organization);
  const data = await readForPage(listConnections, context, filters, here);
  return (
    <>
      <PageHeader
        title="Connections"
        sentence="Private links between your production clusters and your own AWS networks."
        actions={
          <LinkButton
            href={paths.newConnection(organization)}
            variant="primary"
            disabledReason={whyNot(data.mayRequest)}
          >
            Request connection
          </LinkButton>
        }
      />
      <Hydrated queries={[{ queryKey: connectionsQuery(organization, filters).queryKey, data }]}>
        <ConnectionList organization={organization} filters={filters} now={context.now.toISOString()} />
      </Hydrated>
    </>
  );
}
