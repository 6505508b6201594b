import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/ui/page-header";
import { CreateWebhookForm } from "@/components/webhooks/create-webhook-form";
import { kindChoices } from "@/components/webhooks/kind-choices";
import { paths } from "@/lib/paths";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { listWebhooks } from "@/lib/services/webhooks/list-webhooks";
import { createWebhookAction } from "../actions";

export const metadata: Metadata = { title: "Create webhook" };

export default async function NewWebhookPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const context = await requestContext(organization);
  // Whoever may make none is told as for a page that does not exist.
  const { mayManage } = await readForPage(listWebhooks, context, {}, paths.newWebhook(organization));
  if (!mayManage) notFound();
  return (
    <>
      <PageHeader
        title="Create webhook"
        sentence="An address of yours that is told what happens here."
        breadcrumbs={[{ label: "Webhooks", href: paths.webhooks(organization) }]}
      />
      <CreateWebhookForm action={createWebhookAction} organization={organization} choices={kindChoices()} />
    </>
  );
}
