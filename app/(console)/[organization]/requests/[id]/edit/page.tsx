import type { Metadata } from "next";
import { editWorldQuery } from "@/components/connections/queries";
import { RequestConnectionForm } from "@/components/connections/request-connection-form";
import { Hydrated } from "@/components/live/hydrated";
import { EditExposureForm } from "@/components/requests/edit-exposure-form";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { type EditForm, getEditForm } from "@/lib/services/requests/get-edit-form";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { editConnectionAction, editExposureAction } from "../../actions";

export const metadata: Metadata = { title: "Edit request" };

export default async function EditRequestPage({
  params,
}: {
  params: Promise<{ organization: string; id: string }>;
}) {
  const { organization, id } = await params;
  const context = await requestContext(organization);
  const form = await readForPage(
    getEditForm,
    context,
    { requestId: id },
    paths.editRequest(organization, id),
  );
  const request = paths.request(organization, id);
  return (
    <>
      <PageHeader
        title={form.kind === "connection" && form.onlyChoice ? "Change connection" : "Edit request"}
        sentence={sentenceOf(form)}
        breadcrumbs={[
          { label: "Requests", href: paths.requests(organization) },
          { label: form.title, href: request },
        ]}
      />
      {form.edit.ok ? (
        <Fields organization={organization} form={form} now={context.now.toISOString()} />
      ) : (
        <div className="space-y-4">
          <Notice tone="info" title={form.edit.reason} next={form.edit.next} />
          <LinkButton href={request}>Open the request</LinkButton>
        </div>
      )}
    </>
  );
}

function sentenceOf(form: EditForm): string {
  if (form.kind === "exposure") {
    return "The clients that the edge's firewall is to let in can be edited. For anything else withdraw the request and ask anew.";
  }
  return form.onlyChoice
    ? "Its blocks and DNS resolution can be changed. Account, VPC and Region are what AWS was asked for: remove the connection and request another to change those."
    : "Everything but the cluster can be edited while it waits. For another cluster withdraw the request and ask anew.";
}

function Fields({ organization, form, now }: { organization: string; form: EditForm; now: string }) {
  const { id: requestId, termsDigest } = form;
  if (form.kind === "exposure") {
    return (
      <EditExposureForm
        action={editExposureAction}
        values={{ organization, requestId, termsDigest }}
        clientCidrs={form.clientCidrs.join(", ")}
        reason={form.reason}
        needsClients={form.act === "open-firewall"}
      />
    );
  }
  return (
    <Hydrated queries={[{ queryKey: editWorldQuery(organization, requestId).queryKey, data: form.world }]}>
      <RequestConnectionForm
        organization={organization}
        initial={form.values}
        edit={{ requestId, termsDigest, onlyChoice: form.onlyChoice }}
        action={editConnectionAction}
        now={now}
      />
    </Hydrated>
  );
}
