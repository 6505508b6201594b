import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
import { RequestList } from "@/components/requests/request-list";
import { PageHeader } from "@/components/ui/page-header";
import { readRequestFilters, requestQuery } from "@/lib/domain/requests/filters";
import { paths } from "@/lib/paths";
import { listRequests } from "@/lib/services/requests/list-requests";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Requests" };

export default async function RequestsPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { organization } = await params;
  const filters = { ...readRequestFilters(await searchParams), organization: undefined };
  const query = requestQuery(filters);
  const context = await requestContext(organization);
  const page = await readForPage(
    listRequests,
    context,
    // The provider's people read everybody's: here they look at one organization's.
    { ...filters, organization },
    paths.requests(organization, query),
  );
  return (
    <>
      <PageHeader
        title="Requests"
        sentence="What this organization asked the provider for: what waits, and what was decided, by whom and why."
      />
      <KeptFresh
        queryKey={["requests", organization, query]}
        path={paths.api.requests(organization, query)}
        shown={page}
        moving={false}
      >
        <RequestList organization={organization} page={page} now={context.now.toISOString()} />
      </KeptFresh>
    </>
  );
}
