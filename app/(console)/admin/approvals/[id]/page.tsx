import type { Metadata } from "next";
import { Hydrated } from "@/components/live/hydrated";
import { ApprovalDetail } from "@/components/requests/approval-detail";
import { approvalQuery } from "@/components/requests/queries";
import { paths } from "@/lib/paths";
import { getRequest } from "@/lib/services/requests/get-request";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { decideRequestAction } from "../actions";

export const metadata: Metadata = { title: "Request" };

export default async function ApprovalPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const context = await requestContext(null);
  const data = await readForPage(getRequest, context, { requestId: id }, paths.approval(id));
  return (
    <Hydrated queries={[{ queryKey: approvalQuery(id).queryKey, data }]}>
      <ApprovalDetail id={id} now={context.now.toISOString()} action={decideRequestAction} />
    </Hydrated>
  );
}
