import { Identifier } from "@/components/ui/identifier";
import type { TableColumn } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { namePolicy } from "@/lib/domain/policies/rule";
import type { RequestTerms } from "@/lib/domain/requests/requests";
import type { RequestLine } from "@/lib/domain/requests/views";

export const who = (now: string): TableColumn<RequestLine> => ({
  key: "who",
  header: "Asked by",
  width: "10rem",
  cell: (line) => (
    <>
      {line.requestedBy}, {line.organization.name}
      <p className="text-muted">
        <Time at={line.requestedAt} now={now} />
        {line.editedBy ? `, edited by ${line.editedBy}` : null}
      </p>
    </>
  ),
});

export const why: TableColumn<RequestLine> = {
  key: "why",
  header: "Reason",
  cell: (line) => line.reason || <span className="text-muted">No reason was given</span>,
};

export function Whereto({ terms }: { terms: RequestTerms }) {
  if (terms.kind === "connection") {
    return (
      <>
        {terms.clusterName} to <Identifier value={terms.vpcId} /> in{" "}
        <span className="whitespace-nowrap">{terms.region}</span>
      </>
    );
  }
  return (
    <>
      {terms.edgeName ? `Edge gateway ${terms.edgeName}, ` : ""}
      {terms.vcdOrganizationName} at {terms.siteName}
    </>
  );
}

/** The person or the rule that decided, or that nobody did. */
export function DecidedBy({ line, now }: { line: RequestLine; now: string }) {
  const { state, decidedBy, decidedAt, policy } = line;
  if (state === "expired") return <span className="text-muted">Nobody decided in time</span>;
  if (state === "withdrawn" || !decidedAt)
    return <span className="text-muted">Nobody: those who asked took it back</span>;
  return (
    <>
      {decidedBy ?? (policy ? namePolicy(policy) : "A rule")}
      <p className="text-muted">
        <Time at={decidedAt} now={now} />
      </p>
    </>
  );
}
