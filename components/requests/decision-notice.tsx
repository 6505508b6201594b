import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import { Time } from "@/components/ui/time";
import { namePolicy } from "@/lib/domain/policies/rule";
import type { RequestDetail } from "@/lib/domain/requests/views";

/** What became of a request that no longer waits: by whom or by which rule, when, and in what words. */
export function DecisionNotice({
  request,
  now,
  link,
}: {
  request: RequestDetail;
  now: string;
  link: ReactNode;
}) {
  const { state, decidedBy, policy, decidedAt, note } = request;
  if (state === "withdrawn") {
    return <Notice tone="info" title="The people who asked took it back before a decision." next={link} />;
  }
  if (state === "expired") {
    return (
      <Notice tone="info" title="It ended undecided" next={link}>
        Nobody decided before it ended, <Time at={request.expiresAt} now={now} />. Nothing was made or
        changed.
      </Notice>
    );
  }
  const by = decidedBy ?? (policy ? namePolicy(policy) : "a rule");
  return (
    <Notice
      tone={state === "approved" ? "good" : "bad"}
      title={`${state === "approved" ? "Approved" : "Denied"} by ${by}`}
      next={link}
    >
      {decidedAt ? <Time at={decidedAt} now={now} /> : null}
      {note ? <p className="whitespace-pre-line">“{note}”</p> : <p>Without a note.</p>}
    </Notice>
  );
}
