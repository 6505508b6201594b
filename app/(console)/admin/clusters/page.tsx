import type { Metadata } from "next";
import { ProposalsPanel } from "@/components/admin-clusters/proposals-panel";
import { allClustersQuery } from "@/components/admin-clusters/queries";
import { RegisteredClusters } from "@/components/admin-clusters/registered-clusters";
import { Hydrated } from "@/components/live/hydrated";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listAllClusters } from "@/lib/services/clusters/list-all-clusters";
import { listVpcChoices } from "@/lib/services/clusters/list-vpc-choices";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "All clusters" };

export default async function AllClustersPage() {
  const context = await requestContext(null);
  const data = await readForPage(listAllClusters, context, {}, paths.adminClusters());
  const choices = await readForPage(listVpcChoices, context, {}, paths.adminClusters());
  return (
    <>
      <PageHeader
        title="All clusters"
        sentence="The clusters of every organization, and the VPC each runs in."
        actions={
          <LinkButton href={paths.newCluster()} variant="primary">
            Register cluster
          </LinkButton>
        }
      />
      <div className="space-y-5">
        <Hydrated queries={[{ queryKey: allClustersQuery().queryKey, data }]}>
          <RegisteredClusters />
        </Hydrated>
        <ProposalsPanel vpcs={choices.vpcs} />
      </div>
    </>
  );
}
