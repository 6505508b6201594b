import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
import { Overview } from "@/components/overview/overview";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { getOverview } from "@/lib/services/connections/get-overview";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const context = await requestContext(organization);
  const overview = await readForPage(getOverview, context, {}, paths.overview(organization));
  return (
    <>
      <PageHeader title="Overview" sentence="Your clusters, and how they are reached." />
      <KeptFresh
        queryKey={["overview", organization]}
        path={paths.api.overview(organization)}
        shown={overview}
        moving={false}
      >
        <Overview overview={overview} organization={organization} now={context.now.toISOString()} />
      </KeptFresh>
    </>
  );
}
