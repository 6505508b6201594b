import type { Metadata } from "next";
import { ExposureList } from "@/components/exposures/exposure-list";
import { KeptFresh } from "@/components/live/kept-fresh";
import { PageHeader } from "@/components/ui/page-header";
import { type ListQuery, paths } from "@/lib/paths";
import { listExposures } from "@/lib/services/exposures/list-exposures";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Exposures" };

export default async function ExposuresPage({
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
  const filters: ListQuery = {
    search: one("search"),
    state: one("state"),
    after: one("after"),
    cluster: one("cluster"),
  };
  const context = await requestContext(organization);
  const page = await readForPage(listExposures, context, filters, paths.exposures(organization, filters));
  return (
    <>
      <PageHeader
        title="Exposures"
        sentence="Clusters in VMware Cloud Director that are, were, or shall be reachable from outside, each at one external address."
      />
      <KeptFresh
        queryKey={["exposures", organization, filters]}
        path={paths.api.exposures(organization, filters)}
        shown={page}
        moving={page.rows.some((row) => row.status.tone === "working")}
      >
        <ExposureList
          page={page}
          organization={organization}
          filters={filters}
          now={context.now.toISOString()}
        />
      </KeptFresh>
    </>
  );
}
