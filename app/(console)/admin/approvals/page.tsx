import type { Metadata } from "next";
import { Hydrated } from "@/components/live/hydrated";
import { ApprovalQueue } from "@/components/requests/approval-queue";
import { type ApprovalFilters, approvalsQuery } from "@/components/requests/queries";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listRequests } from "@/lib/services/requests/list-requests";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const query = await searchParams;
  const filters: ApprovalFilters = {
    state: query.state === "decided" ? "decided" : undefined,
    after: typeof query.after === "string" ? query.after : undefined,
  };
  const context = await requestContext(null);
  const data = await readForPage(
    listRequests,
    context,
    { state: filters.state === "decided" ? "decided" : "waiting", after: filters.after },
    paths.approvals(filters),
  );
  return (
    <>
      <PageHeader
        title="Approvals"
        sentence="What tenants ask for. The one that waits longest comes first; nobody decides their own."
      />
      <Hydrated queries={[{ queryKey: approvalsQuery(filters).queryKey, data }]}>
        <ApprovalQueue filters={filters} now={context.now.toISOString()} />
      </Hydrated>
    </>
  );
}
