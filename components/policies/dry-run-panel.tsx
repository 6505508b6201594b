import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { SubmitButton } from "@/components/ui/submit-button";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { sayDryRun } from "@/lib/domain/policies/say-dry-run";
import type { DryLine, DryRun } from "@/lib/domain/policies/views";
import { paths } from "@/lib/paths";
import { MissingNotes } from "./missing-notes";

/**
 * What a rule would have done to past requests: in one sentence, then one by one. Inside a rule's form its button tries
 * what the form holds; else a link shows what is kept.
 */
export function DryRunPanel({
  run,
  policyId,
  now,
}: {
  run: DryRun;
  /** Of a rule that whoever looks may only read. */
  policyId?: string;
  now: string;
}) {
  const isAll = run.only === "all";
  const label = isAll ? "Show differences only" : "Show all";
  const actions =
    run.tried === 0 ? null : policyId ? (
      <LinkButton size="small" href={paths.policy(policyId, isAll ? { only: "differences" } : {})}>
        {label}
      </LinkButton>
    ) : (
      <SubmitButton name="button" value={isAll ? "try-differences" : "try"} variant="secondary" size="small">
        {label}
      </SubmitButton>
    );
  return (
    <Panel title="Dry run" sentence={sayDryRun(run)} actions={actions} flush>
      <div className="space-y-2 px-4 pb-3 sm:px-5">
        {run.tried > 0 ? (
          <p className="max-w-prose text-muted">
            {run.differences === 0
              ? "Nothing would be decided in another way than it was."
              : `${run.differences} would go another way than they did${
                  run.contradictions > 0
                    ? `, ${run.contradictions} of them against what a person decided`
                    : ""
                }.`}{" "}
            The checks at approval are not run again here: what they refuse waits for a person all the same.
          </p>
        ) : null}
        <MissingNotes missing={run.missing} />
      </div>
      <Table
        caption={run.only === "differences" ? "Requests that would go another way" : "Requests tried"}
        rows={run.lines}
        rowKey={({ requestId }) => requestId}
        empty={
          <p className="px-4 pb-4 text-muted sm:px-5">
            {run.tried === 0
              ? "Nobody has asked for anything yet: there is nothing to try it on."
              : "None would go another way than it did."}
          </p>
        }
        columns={[
          {
            key: "request",
            header: "Request",
            primary: true,
            cell: (line) => (
              <>
                <TextLink href={paths.approval(line.requestId)} quiet>
                  {line.title}
                </TextLink>
                <p className="font-normal text-muted">
                  {line.kind === "connection" ? "Connection" : "Exposure"}, {line.organization},{" "}
                  <Time at={line.requestedAt} now={now} />
                </p>
              </>
            ),
          },
          { key: "was", header: "Then", cell: ({ was }) => was.sentence },
          { key: "would", header: "With this rule", cell: (line) => <Would line={line} /> },
          {
            key: "why",
            header: "Why",
            cell: ({ why }) => (
              <ul className="text-muted">
                {why.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Would({ line }: { line: DryLine }) {
  return (
    <>
      <span className={line.would.byThis ? "font-medium" : undefined}>{line.would.sentence}</span>
      {line.contradicts ? (
        <p className="text-bad-text">Against what a person decided</p>
      ) : line.differs ? (
        <p className="text-waiting-text">Another way than then</p>
      ) : null}
    </>
  );
}
