import type { Metadata } from "next";
import { ClusterList } from "@/components/clusters/cluster-list";
import { clustersQuery } from "@/components/clusters/queries";
import { Hydrated } from "@/components/live/hydrated";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listClusters } from "@/lib/services/clusters/list-clusters";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Clusters" };

export default async function ClustersPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const context = await requestContext(organization);
  const data = await readForPage(listClusters, context, {}, paths.clusters(organization));
  return (
    <>
      <PageHeader title="Clusters" sentence="Run by the provider for your organization." />
      <Hydrated queries={[{ queryKey: clustersQuery(organization).queryKey, data }]}>
        <ClusterList organization={organization} />
      </Hydrated>
    </>
  );
}
