import type { Metadata } from "next";
import { SeveralReview } from "@/components/requests/several-review";
import { PageHeader } from "@/components/ui/page-header";
import type { RequestDetail } from "@/lib/domain/requests/views";
import { paths } from "@/lib/paths";
import { ServiceError } from "@/lib/services/errors";
import { mostAtOnce } from "@/lib/services/requests/approve-several";
import { getRequest } from "@/lib/services/requests/get-request";
import { listRequests } from "@/lib/services/requests/list-requests";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { approveSeveralAction } from "../actions";

export const metadata: Metadata = { title: "Several requests" };

export default async function SeveralPage({
  searchParams,
}: {
  searchParams: Promise<{ request?: string | string[] }>;
}) {
  const { request = [] } = await searchParams;
  const ids = [...new Set(Array.isArray(request) ? request : [request])].slice(0, mostAtOnce);
  const context = await requestContext(null);
  // Who may not read the queue at all is told so before any one of it is looked for.
  await readForPage(listRequests, context, { search: "-" }, paths.approvals());
  const found: RequestDetail[] = [];
  for (const requestId of ids) {
    try {
      found.push(await getRequest(context, { requestId }));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  }
  return (
    <>
      <PageHeader
        title="Approve several requests"
        sentence="Each is checked anew and decided by itself, exactly as it stands here. One that is refused stops none of the others."
        breadcrumbs={[{ label: "Approvals", href: paths.approvals() }]}
      />
      <SeveralReview
        requests={found}
        missing={ids.length - found.length}
        now={context.now.toISOString()}
        action={approveSeveralAction}
      />
    </>
  );
}
