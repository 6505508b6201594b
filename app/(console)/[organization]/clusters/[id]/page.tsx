import type { Metadata } from "next";
import { cache } from "react";
import { ClusterDetail } from "@/components/clusters/cluster-detail";
import { clusterQuery } from "@/components/clusters/queries";
import { Hydrated } from "@/components/live/hydrated";
import { paths } from "@/lib/paths";
import { getCluster } from "@/lib/services/clusters/get-cluster";
import { readForPage, requestContext } from "@/lib/services/web-context";

type Props = { params: Promise<{ organization: string; id: string }> };

const readOnce = cache(async (organization: string, id: string) => {
  const context = await requestContext(organization);
  const data = await readForPage(getCluster, context, { id }, paths.cluster(organization, id));
  return { context, data };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization, id } = await params;
  return { title: (await readOnce(organization, id)).data.cluster.name };
}

export default async function ClusterPage({ params }: Props) {
  const { organization, id } = await params;
  const { context, data } = await readOnce(organization, id);
  return (
    <Hydrated queries={[{ queryKey: clusterQuery(organization, id).queryKey, data }]}>
      <ClusterDetail organization={organization} id={id} now={context.now.toISOString()} />
    </Hydrated>
  );
}
