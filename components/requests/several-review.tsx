import { EmptyState } from "@/components/ui/empty-state";
import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Table, type TableColumn } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import { requestTitle } from "@/lib/domain/requests/requests";
import { type RiskLevel, riskWords } from "@/lib/domain/requests/risk";
import type { RequestDetail } from "@/lib/domain/requests/views";
import { paths } from "@/lib/paths";
import { Whereto } from "./line-parts";
import { RiskNote } from "./risk-note";
import { SeveralForm } from "./several-form";

/** Several requests with what each is bound to, and what keeps any of them from being approved with the others. */
export function SeveralReview({
  requests,
  missing,
  now,
  action,
}: {
  requests: RequestDetail[];
  /** How many of those that were chosen are not there. */
  missing: number;
  now: string;
  action: FormAction;
}) {
  if (requests.length === 0) {
    return (
      <EmptyState title="No request was chosen">
        Choose some in <TextLink href={paths.approvals()}>the queue</TextLink>, by their boxes or by the key
        x.
      </EmptyState>
    );
  }
  const first = requests.find(({ risk }) => risk !== null);
  const level = first?.risk?.level;
  const judged = requests.map((request) => ({ request, left: whyLeft(request, first, level) }));
  const able = judged.filter(({ left }) => left === null).map(({ request }) => request);
  return (
    <div className="space-y-5">
      {missing > 0 ? (
        <Notice
          tone="waiting"
          title={`${missing} of those you chose ${missing === 1 ? "is" : "are"} not there`}
        >
          Go back to the queue to see what is.
        </Notice>
      ) : null}
      <Panel
        title={
          level && able.length === judged.length ? `${riskWords[level]} ${first?.kind}s` : "Chosen requests"
        }
        sentence="The digest names the terms that your approval is bound to."
        flush
      >
        <Table
          caption="The chosen requests"
          columns={columns(now)}
          rows={judged}
          rowKey={({ request }) => request.id}
        />
      </Panel>
      <Panel title="Decision">
        <SeveralForm
          action={action}
          risk={level ?? ""}
          requests={able.map(({ id, termsDigest }) => `${id}.${termsDigest}`)}
        />
      </Panel>
    </div>
  );
}

type Judged = { request: RequestDetail; left: string | null };

/** Why a request is not approved with the others; null where it is. */
function whyLeft(
  request: RequestDetail,
  first: RequestDetail | undefined,
  level: RiskLevel | undefined,
): string | null {
  const { approve } = request.can;
  if (!approve.ok) return `${approve.reason} ${approve.next}`;
  if (request.refusals > 0) return "The checks refuse it.";
  if (request.kind !== first?.kind) return `Not a ${first?.kind}: decide it by itself.`;
  return request.risk?.level === level ? null : "Of another risk: decide it by itself.";
}

/** Whether it waits on after one more approval. */
function needsMore({ approvals, approvalsNeeded }: RequestDetail): boolean {
  return approvals.filter(({ standing }) => standing === "counts").length + 1 < approvalsNeeded;
}

function columns(now: string): TableColumn<Judged>[] {
  return [
    {
      key: "what",
      header: "Request",
      primary: true,
      width: "20rem",
      cell: ({ request }) => (
        <>
          <TextLink href={paths.approval(request.id)} quiet>
            {requestTitle(request.terms)}
          </TextLink>
          <p className="font-normal text-muted">
            <Whereto terms={request.terms} />
          </p>
        </>
      ),
    },
    {
      key: "who",
      header: "Asked by",
      cell: ({ request }) => (
        <>
          {request.requestedBy}, {request.organization.name}
          <p className="text-muted">
            <Time at={request.requestedAt} now={now} />
          </p>
        </>
      ),
    },
    {
      key: "risk",
      header: "Risk",
      cell: ({ request }) => (request.risk ? <RiskNote risk={request.risk} /> : null),
    },
    {
      key: "digest",
      header: "Digest",
      cell: ({ request }) => <Identifier value={request.termsDigest} />,
    },
    {
      key: "with",
      header: "With the others",
      cell: ({ request, left }) =>
        left === null ? (
          <>
            <span className="font-medium text-good-text">Will be approved</span>
            {needsMore(request) ? (
              <p className="text-muted">By you; somebody else must approve it too.</p>
            ) : null}
          </>
        ) : (
          <>
            <span className="font-medium text-waiting-text">Left out</span>
            <p className="text-muted">{left}</p>
          </>
        ),
    },
  ];
}
