import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
import { ApprovalQueue } from "@/components/requests/approval-queue";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { readRequestFilters, requestQuery } from "@/lib/domain/requests/filters";
import { paths } from "@/lib/paths";
import { listRequests } from "@/lib/services/requests/list-requests";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { decideRequestAction } from "./actions";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const filters = readRequestFilters(await searchParams);
  const query = requestQuery(filters);
  const context = await requestContext(null);
  const page = await readForPage(listRequests, context, filters, paths.approvals(query));
  return (
    <>
      <PageHeader
        title="Approvals"
        sentence="What tenants ask for. The one that waits longest comes first; nobody decides their own."
        actions={<LinkButton href={paths.absences()}>Who is away</LinkButton>}
      />
      <KeptFresh
        queryKey={["approvals", query]}
        path={paths.api.approvals(query)}
        shown={page}
        moving={false}
      >
        <ApprovalQueue page={page} now={context.now.toISOString()} action={decideRequestAction} />
      </KeptFresh>
    </>
  );
}
