import type { Metadata } from "next";
import { registeredClusterQuery } from "@/components/admin-clusters/queries";
import { RegisteredCluster } from "@/components/admin-clusters/registered-cluster";
import { Hydrated } from "@/components/live/hydrated";
import { paths } from "@/lib/paths";
import { getRegisteredCluster } from "@/lib/services/clusters/get-registered-cluster";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { holdClusterAction, registerKubeconfigAction, releaseClusterAction } from "../actions";

export const metadata: Metadata = { title: "Cluster" };

export default async function RegisteredClusterPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const context = await requestContext(null);
  const data = await readForPage(getRegisteredCluster, context, { id }, paths.adminCluster(id));
  return (
    <Hydrated queries={[{ queryKey: registeredClusterQuery(id).queryKey, data }]}>
      <RegisteredCluster
        id={id}
        now={context.now.toISOString()}
        actions={{
          hold: holdClusterAction,
          release: releaseClusterAction,
          registerKubeconfig: registerKubeconfigAction,
        }}
      />
    </Hydrated>
  );
}
