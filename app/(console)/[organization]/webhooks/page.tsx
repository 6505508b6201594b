import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { WebhookList } from "@/components/webhooks/webhook-list";
import { paths } from "@/lib/paths";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { listWebhooks } from "@/lib/services/webhooks/list-webhooks";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const context = await requestContext(organization);
  const data = await readForPage(listWebhooks, context, {}, paths.webhooks(organization));
  return (
    <>
      <PageHeader
        title="Webhooks"
        sentence="Addresses that are told what happens here, by signed calls."
        actions={
          data.mayManage ? (
            <LinkButton href={paths.newWebhook(organization)} variant="primary">
              Create webhook
            </LinkButton>
          ) : null
        }
      />
      <KeptFresh
        queryKey={["webhooks", organization]}
        path={paths.api.webhooks(organization)}
        shown={data}
        moving={false}
      >
        <WebhookList {...data} organization={organization} now={context.now.toISOString()} />
      </KeptFresh>
    </>
  );
}
