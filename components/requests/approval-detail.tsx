"use client";
import { useQuery } from "@tanstack/react-query";
import { LastRead } from "@/components/live/last-read";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { regionLabel } from "@/lib/domain/connections/regions";
import type { FormAction } from "@/lib/domain/form-state";
import type { RequestDetail } from "@/lib/domain/requests/views";
import { paths } from "@/lib/paths";
import { ConsequencesPanel } from "./consequences-panel";
import { DecideForm } from "./decide-form";
import { FindingsPanel } from "./findings-panel";
import { approvalQuery } from "./queries";
import { RequestStatus } from "./request-status";

export function ApprovalDetail({ id, now, action }: { id: string; now: string; action: FormAction }) {
  const query = useQuery(approvalQuery(id));
  const request = query.data;
  if (!request) return null;
  return (
    <LastRead query={query}>
      <PageHeader
        title={request.terms.name}
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
        <Terms request={request} />
        {request.review ? (
          <>
            <FindingsPanel findings={request.review.findings} addressSpace={request.review.addressSpace} />
            <ConsequencesPanel consequences={request.review.consequences} />
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
    </LastRead>
  );
}

function Sentence({ request, now }: { request: RequestDetail; now: string }) {
  return (
    <>
      {request.requestedBy} of {request.organization.name} asked <Time at={request.requestedAt} now={now} />{" "}
      to connect {request.terms.clusterName} with a VPC of account {request.terms.accountId}.
    </>
  );
}

function Decision({ request, now }: { request: RequestDetail; now: string }) {
  const link = (
    <TextLink href={paths.connection(request.organization.slug, request.terms.connectionId)}>
      Open the connection
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

function Terms({ request: { terms, termsDigest } }: { request: RequestDetail }) {
  return (
    <Panel
      title="What is asked for"
      footer={
        <>
          Digest of these terms, to which the decision is bound: <Identifier value={termsDigest} />
        </>
      }
    >
      <DescriptionList
        facts={[
          { term: "Cluster", description: `${terms.clusterName}, ${regionLabel(terms.clusterRegion)}` },
          {
            term: "Cluster's VPC",
            description: (
              <>
                <Identifier value={terms.clusterVpcId} copy="cluster's VPC ID" /> in account{" "}
                <Identifier value={terms.clusterAccountId} />
              </>
            ),
          },
          {
            term: "Tenant's account",
            description: <Identifier value={terms.accountId} copy="account ID" />,
          },
          { term: "Tenant's VPC", description: <Identifier value={terms.vpcId} copy="VPC ID" /> },
          { term: "Region", description: regionLabel(terms.region) },
          {
            term: "CIDR",
            description: (
              <ul>
                {terms.cidrs.map((cidr) => (
                  <li key={cidr}>
                    <Identifier value={cidr} copy={cidr} />
                  </li>
                ))}
              </ul>
            ),
          },
          {
            term: "DNS resolution",
            description: terms.dnsResolution
              ? "Yes: host names resolve to private addresses"
              : "No: host names resolve to public addresses",
          },
        ]}
      />
    </Panel>
  );
}
