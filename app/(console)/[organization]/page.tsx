import type { Metadata } from "next";
import { Hydrated } from "@/components/live/hydrated";
import { Overview } from "@/components/overview/overview";
import { overviewQuery } from "@/components/overview/queries";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { getOverview } from "@/lib/services/connections/get-overview";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const context = await requestContext(organization);
  const data = await readForPage(getOverview, context, {}, paths.overview(organization));
  return (
    <>
      <PageHeader title="Overview" sentence="Your clusters, and how they are joined to your own networks." />
      <Hydrated queries={[{ queryKey: overviewQuery(organization).queryKey, data }]}>
        <Overview organization={organization} now={context.now.toISOString()} />
      </Hydrated>
    </>
  );
}
