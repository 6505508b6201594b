import { ButtonForm } from "@/components/forms/button-form";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { whyNot } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";
import { describeWaiting } from "@/lib/domain/policies/decision-words";
import { askedTo, requestTitle } from "@/lib/domain/requests/requests";
import type { RequestDetail } from "@/lib/domain/requests/views";
import { paths } from "@/lib/paths";
import { ApprovalsPanel } from "./approvals-panel";
import { DecisionNotice } from "./decision-notice";
import { RequestStatus } from "./request-status";
import { TermsPanel } from "./terms-panel";
import { ThreadPanel } from "./thread-panel";

/** A request as those see it who asked. */
export function RequestPageDetail({
  request,
  now,
  actions,
}: {
  request: RequestDetail;
  now: string;
  actions: Record<"comment" | "withdraw", FormAction>;
}) {
  const { organization, terms } = request;
  const values = { organization: organization.slug, requestId: request.id };
  const link =
    terms.kind === "connection" ? (
      <TextLink href={paths.connection(organization.slug, terms.connectionId)}>Open the connection</TextLink>
    ) : (
      <TextLink href={paths.exposure(organization.slug, terms.exposureId)}>Open the exposure</TextLink>
    );
  return (
    <>
      <PageHeader
        title={requestTitle(terms)}
        sentence={
          <>
            {request.requestedBy} asked <Time at={request.requestedAt} now={now} /> {askedTo(terms)}
            {request.editedBy && request.editedAt ? (
              <>
                ; {request.editedBy} edited it <Time at={request.editedAt} now={now} />
              </>
            ) : null}
            .
          </>
        }
        status={<RequestStatus state={request.state} />}
        breadcrumbs={[{ label: "Requests", href: paths.requests(organization.slug) }]}
      />
      <div className="space-y-5">
        {request.state === "waiting" ? (
          <Waiting request={request} now={now} link={link} values={values} withdraw={actions.withdraw} />
        ) : (
          <>
            <DecisionNotice request={request} now={now} link={link} />
            {request.can.edit.ok ? <EditLink request={request} /> : null}
            {request.state !== "approved" && !request.can.edit.ok ? <AskAgain request={request} /> : null}
          </>
        )}
        <Panel title="Reason">
          <p className="max-w-prose whitespace-pre-line">
            {request.reason || <span className="text-muted">No reason was given.</span>}
          </p>
        </Panel>
        <TermsPanel terms={terms} termsDigest={request.termsDigest} />
        <ApprovalsPanel request={request} takeBack={null} now={now} />
        <ThreadPanel
          comments={request.comments}
          may={request.can.comment}
          values={values}
          action={actions.comment}
          now={now}
          otherSide="The provider"
        />
      </div>
    </>
  );
}

function Waiting({
  request,
  now,
  link,
  values,
  withdraw,
}: {
  request: RequestDetail;
  now: string;
  link: React.ReactNode;
  values: Record<string, string>;
  withdraw: FormAction;
}) {
  const { terms } = request;
  const byRule = describeWaiting(request.policy, request.note);
  const goesOn = terms.kind === "connection" ? terms.changes !== undefined : terms.act === "open-firewall";
  return (
    <Panel title="The provider decides">
      <div className="space-y-3">
        <p className="max-w-prose">
          {byRule
            ? `${byRule.sentence} ${byRule.next}`
            : "An admin of the provider approves or denies it. Nothing is to be done by you."}{" "}
          If nobody decides, it ends <Time at={request.expiresAt} now={now} />.
        </p>
        {goesOn ? (
          <p className="max-w-prose">
            The {terms.kind} goes on as it was approved until then, and stays so if this is denied. {link}
          </p>
        ) : (
          <p>{link}</p>
        )}
        <div className="flex flex-wrap items-start gap-3">
          <EditLink request={request} />
          {request.can.withdraw.ok ? (
            <ButtonForm
              action={withdraw}
              values={values}
              label="Withdraw request"
              pendingLabel="Withdrawing"
            />
          ) : null}
        </div>
      </div>
    </Panel>
  );
}

/** The way to another try, with what was entered where there is a form for all of it. */
function AskAgain({ request: { id, organization, terms } }: { request: RequestDetail }) {
  const { slug } = organization;
  const href =
    terms.kind === "connection"
      ? paths.newConnection(slug, { from: terms.connectionId })
      : terms.act === "create"
        ? paths.newVcdCluster(slug, { from: id })
        : paths.clusterDialog(slug, terms.clusterId, terms.act === "expose" ? "expose" : "open-firewall");
  return <LinkButton href={href}>Request again</LinkButton>;
}

function EditLink({ request }: { request: RequestDetail }) {
  return (
    <LinkButton
      href={paths.editRequest(request.organization.slug, request.id)}
      disabledReason={whyNot(request.can.edit)}
    >
      {request.state === "waiting" ? "Edit request" : "Change connection"}
    </LinkButton>
  );
}
