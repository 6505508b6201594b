import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import { requestTitle } from "@/lib/domain/requests/requests";
import type { RequestDetail } from "@/lib/domain/requests/views";
import { paths } from "@/lib/paths";
import { ConsequencesPanel } from "./consequences-panel";
import { DecideForm } from "./decide-form";
import { ExposureReviewPanels } from "./exposure-review-panels";
import { FindingsPanel } from "./findings-panel";
import { RequestStatus } from "./request-status";
import { TermsPanel } from "./terms-panel";

export function ApprovalDetail({
  request,
  now,
  action,
}: {
  request: RequestDetail;
  now: string;
  action: FormAction;
}) {
  return (
    <>
      <PageHeader
        title={requestTitle(request.terms)}
        sentence={<Sentence request={request} now={now} />}
        status={<RequestStatus state={request.state} />}
        breadcrumbs={[{ label: "Approvals", href: paths.approvals() }]}
      />
      <div className="space-y-5">
        {request.state === "waiting" ? null : <Decision request={request} now={now} />}
        <Panel title="Reason">
          <p className="max-w-prose whitespace-pre-line">
            {request.reason || <span className="text-muted">No reason was given.</span>}
          </p>
        </Panel>
        <TermsPanel terms={request.terms} termsDigest={request.termsDigest} />
        {request.review ? (
          <>
            <Review request={request} />
            <Panel
              title="Decision"
              sentence={`It is bound to what this page shows. ${request.organization.name} sees your decision and your note.`}
            >
              {/* New terms make a new form: a decision never carries over to what was not shown. */}
              <DecideForm key={request.termsDigest} request={request} action={action} />
            </Panel>
          </>
        ) : null}
      </div>
    </>
  );
}

function Sentence({ request, now }: { request: RequestDetail; now: string }) {
  return (
    <>
      {request.requestedBy} of {request.organization.name} asked <Time at={request.requestedAt} now={now} />{" "}
      {askedTo(request.terms)}.
    </>
  );
}

function askedTo(terms: RequestDetail["terms"]): string {
  if (terms.kind === "connection") {
    return `to connect ${terms.clusterName} with a VPC of account ${terms.accountId}`;
  }
  switch (terms.act) {
    case "create":
      return `to have CSE create ${terms.clusterName}, reachable from outside`;
    case "expose":
      return `to make the API server of ${terms.clusterName} reachable from outside`;
    case "open-firewall":
      return `to let clients of ${terms.clusterName} through the edge's firewall`;
  }
}

function subjectPath({ organization, terms }: RequestDetail): string {
  return terms.kind === "connection"
    ? paths.connection(organization.slug, terms.connectionId)
    : paths.exposure(organization.slug, terms.exposureId);
}

function Review({ request: { review, terms } }: { request: RequestDetail }) {
  if (!review) return null;
  if (review.kind === "exposure") {
    return (
      <ExposureReviewPanels review={review} document={terms.kind === "exposure" ? terms.document : null} />
    );
  }
  return (
    <>
      <FindingsPanel findings={review.findings} addressSpace={review.addressSpace} />
      <ConsequencesPanel consequences={review.consequences} />
    </>
  );
}

function Decision({ request, now }: { request: RequestDetail; now: string }) {
  const link = (
    <TextLink href={subjectPath(request)}>
      {request.terms.kind === "connection" ? "Open the connection" : "Open the exposure"}
    </TextLink>
  );
  if (request.state === "withdrawn") {
    return <Notice tone="info" title="The people who asked took it back before a decision." next={link} />;
  }
  return (
    <Notice
      tone={request.state === "approved" ? "good" : "bad"}
      title={`${request.state === "approved" ? "Approved" : "Denied"} by ${request.decidedBy}`}
      next={link}
    >
      {request.decidedAt ? <Time at={request.decidedAt} now={now} /> : null}
      {request.note ? <p className="whitespace-pre-line">“{request.note}”</p> : <p>Without a note.</p>}
    </Notice>
  );
}
