import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
import { ApprovalDetail } from "@/components/requests/approval-detail";
import { paths } from "@/lib/paths";
import { getRequest } from "@/lib/services/requests/get-request";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { decideRequestAction } from "../actions";

export const metadata: Metadata = { title: "Request" };

export default async function ApprovalPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const context = await requestContext(null);
  const request = await readForPage(getRequest, context, { requestId: id }, paths.approval(id));
  return (
    <KeptFresh queryKey={["approval", id]} path={paths.api.approval(id)} shown={request} moving={false}>
      <ApprovalDetail request={request} now={context.now.toISOString()} action={decideRequestAction} />
    </KeptFresh>
  );
}
