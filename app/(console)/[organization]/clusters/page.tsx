import type { Metadata } from "next";
import { ClusterList } from "@/components/clusters/cluster-list";
import { KeptFresh } from "@/components/live/kept-fresh";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { whyNot } from "@/lib/domain/capability";
import { type ListQuery, paths } from "@/lib/paths";
import { listClusters } from "@/lib/services/clusters/list-clusters";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Clusters" };

export default async function ClustersPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { organization } = await params;
  const search = await searchParams;
  const one = (name: keyof ListQuery) => {
    const value = search[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const query: ListQuery = { search: one("search"), state: one("state"), sort: one("sort") };
  const context = await requestContext(organization);
  const list = await readForPage(listClusters, context, {}, paths.clusters(organization, query));
  const { create } = list;
  const moving = list.clusters.some((line) => line.provider === "vcd" && line.status.tone === "working");
  return (
    <>
      <PageHeader
        title="Clusters"
        sentence="In AWS and in VMware Cloud Director, with how each is reached."
        actions={
          list.vcdOrganizations.length > 0 ? (
            <LinkButton
              href={paths.newVcdCluster(organization)}
              variant="primary"
              disabledReason={whyNot(create)}
            >
              Create cluster
            </LinkButton>
          ) : undefined
        }
      />
      <KeptFresh
        queryKey={["clusters", organization]}
        path={paths.api.clusters(organization)}
        shown={list}
        moving={moving}
      >
        <ClusterList list={list} organization={organization} query={query} />
      </KeptFresh>
    </>
  );
}
