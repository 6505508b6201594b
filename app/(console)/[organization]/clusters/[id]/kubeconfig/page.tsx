import type { Metadata } from "next";
import { cache } from "react";
import { KubeconfigDetail } from "@/components/kubeconfig/kubeconfig-detail";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { getKubeconfigPage } from "@/lib/services/kubeconfigs/get-kubeconfig-page";
import { readForPage, requestContext } from "@/lib/services/web-context";

type Props = {
  params: Promise<{ organization: string; id: string }>;
  searchParams: Promise<{ said?: string | string[] }>;
};

const readOnce = cache(async (organization: string, id: string) => {
  const context = await requestContext(organization);
  const here = paths.clusterKubeconfig(organization, id);
  return { context, view: await readForPage(getKubeconfigPage, context, { id }, here) };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization, id } = await params;
  return { title: `Kubeconfig of ${(await readOnce(organization, id)).view.cluster.name}` };
}

export default async function KubeconfigPage({ params, searchParams }: Props) {
  const { organization, id } = await params;
  const { said } = await searchParams;
  const { context, view } = await readOnce(organization, id);
  return (
    <>
      <PageHeader
        title={`Kubeconfig of ${view.cluster.name}`}
        sentence="The file by which kubectl and other clients reach this cluster."
        breadcrumbs={[
          { label: "Clusters", href: paths.clusters(organization) },
          { label: view.cluster.name, href: paths.cluster(organization, id) },
        ]}
      />
      <KubeconfigDetail
        organization={organization}
        view={view}
        said={typeof said === "string" ? said.slice(0, 2000) : ""}
        now={context.now.toISOString()}
      />
    </>
  );
}
