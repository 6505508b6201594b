import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { KeptFresh } from "@/components/live/kept-fresh";
import { RequestPageDetail } from "@/components/requests/request-page-detail";
import { paths } from "@/lib/paths";
import { getRequest } from "@/lib/services/requests/get-request";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { commentAction, withdrawAction } from "../actions";

export const metadata: Metadata = { title: "Request" };

export default async function RequestPage({
  params,
}: {
  params: Promise<{ organization: string; id: string }>;
}) {
  const { organization, id } = await params;
  const context = await requestContext(organization);
  const request = await readForPage(getRequest, context, { requestId: id }, paths.request(organization, id));
  // The provider's people reach every organization's; each has its page in its own.
  if (request.organization.slug !== organization) notFound();
  return (
    <KeptFresh
      queryKey={["request", organization, id]}
      path={paths.api.request(organization, id)}
      shown={request}
      moving={false}
    >
      <RequestPageDetail
        request={request}
        now={context.now.toISOString()}
        actions={{ comment: commentAction, withdraw: withdrawAction }}
      />
    </KeptFresh>
  );
}
