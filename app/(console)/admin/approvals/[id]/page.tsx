import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
import { PolicyExplanation } from "@/components/policies/policy-explanation";
import { ApprovalDetail } from "@/components/requests/approval-detail";
import { paths } from "@/lib/paths";
import { explainRequest } from "@/lib/services/policies/explain-request";
import { getRequest } from "@/lib/services/requests/get-request";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { commentAction, decideRequestAction, takeBackApprovalAction } from "../actions";

export const metadata: Metadata = { title: "Request" };

export default async function ApprovalPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const context = await requestContext(null);
  const request = await readForPage(getRequest, context, { requestId: id }, paths.approval(id));
  const explanation =
    request.state === "waiting" ? await readForPage(explainRequest, context, { requestId: id }) : null;
  return (
    <KeptFresh queryKey={["approval", id]} path={paths.api.approval(id)} shown={request} moving={false}>
      <ApprovalDetail
        request={request}
        now={context.now.toISOString()}
        actions={{ decide: decideRequestAction, takeBack: takeBackApprovalAction, comment: commentAction }}
      />
      {explanation ? (
        <div className="mt-5">
          <PolicyExplanation explanation={explanation} />
        </div>
      ) : null}
    </KeptFresh>
  );
}
