import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import { namePolicy } from "@/lib/domain/policies/rule";
import { askedTo, requestTitle } from "@/lib/domain/requests/requests";
import type { RequestDetail } from "@/lib/domain/requests/views";
import { paths } from "@/lib/paths";
import { ApprovalsPanel } from "./approvals-panel";
import { ConsequencesPanel } from "./consequences-panel";
import { DecideForm } from "./decide-form";
import { DecisionNotice } from "./decision-notice";
import { ExposureReviewPanels } from "./exposure-review-panels";
import { FindingsPanel } from "./findings-panel";
import { RequestStatus } from "./request-status";
import { RiskNote } from "./risk-note";
import { TermsPanel } from "./terms-panel";
import { ThreadPanel } from "./thread-panel";

/** A request as those see it who decide. */
export function ApprovalDetail({
  request,
  now,
  actions,
}: {
  request: RequestDetail;
  now: string;
  actions: Record<"decide" | "takeBack" | "comment", FormAction>;
}) {
  const waits = request.state === "waiting";
  return (
    <>
      <PageHeader
        title={requestTitle(request.terms)}
        sentence={<Sentence request={request} now={now} />}
        status={<RequestStatus state={request.state} />}
        breadcrumbs={[{ label: "Approvals", href: paths.approvals() }]}
      />
      <div className="space-y-5">
        {waits ? <Waits request={request} now={now} /> : null}
        {waits ? null : (
          <DecisionNotice request={request} now={now} link={<SubjectLink request={request} />} />
        )}
        <Panel title="Reason">
          <p className="max-w-prose whitespace-pre-line">
            {request.reason || <span className="text-muted">No reason was given.</span>}
          </p>
        </Panel>
        {request.risk ? (
          <Panel title="Risk">
            <RiskNote risk={request.risk} />
          </Panel>
        ) : null}
        <TermsPanel terms={request.terms} termsDigest={request.termsDigest} />
        <Review request={request} />
        <ApprovalsPanel request={request} takeBack={actions.takeBack} now={now} />
        {request.review ? (
          <Panel
            title="Decision"
            sentence={`It is bound to what this page shows. ${request.organization.name} sees your decision and your note.`}
          >
            {/* New terms make a new form: a decision never carries over to what was not shown. */}
            <DecideForm key={request.termsDigest} request={request} action={actions.decide} />
          </Panel>
        ) : null}
        <ThreadPanel
          comments={request.comments}
          may={request.can.comment}
          values={{ requestId: request.id }}
          action={actions.comment}
          now={now}
          otherSide={request.organization.name}
        />
      </div>
    </>
  );
}

function Sentence({ request, now }: { request: RequestDetail; now: string }) {
  return (
    <>
      {request.requestedBy} of {request.organization.name} asked <Time at={request.requestedAt} now={now} />{" "}
      {askedTo(request.terms)}
      {request.editedBy && request.editedAt ? (
        <>
          ; {request.editedBy} edited it <Time at={request.editedAt} now={now} />
        </>
      ) : null}
      .
    </>
  );
}

/** Until when it waits, for whom besides, and which rule asks for more people. */
function Waits({ request, now }: { request: RequestDetail; now: string }) {
  const { policy, standsInFor } = request;
  return (
    <>
      <p className="text-muted">
        It ends undecided <Time at={request.expiresAt} now={now} />.
        {standsInFor.map(({ name, until }) => (
          <span key={name}>
            {" "}
            You look after it for {name}, who is back <Time at={until} now={now} />.
          </span>
        ))}
      </p>
      {policy ? (
        <Notice
          tone="info"
          title={
            policy.part === "two-approvers"
              ? `${namePolicy(policy)}, asks for two people`
              : `${namePolicy(policy)}, would approve this, but the checks refuse it as things stand`
          }
        >
          {policy.words}
        </Notice>
      ) : null}
    </>
  );
}

function SubjectLink({ request: { organization, terms } }: { request: RequestDetail }) {
  return terms.kind === "connection" ? (
    <TextLink href={paths.connection(organization.slug, terms.connectionId)}>Open the connection</TextLink>
  ) : (
    <TextLink href={paths.exposure(organization.slug, terms.exposureId)}>Open the exposure</TextLink>
  );
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
      <ConsequencesPanel
        consequences={review.consequences}
        change={terms.kind === "connection" && terms.changes !== undefined}
      />
    </>
  );
}
