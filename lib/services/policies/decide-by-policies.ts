import { writeNotice } from "@/lib/db/notices";
import { type PolicyMark, recordPolicyMark } from "@/lib/db/policies";
import { tellWaiting } from "@/lib/db/request-notices";
import { findRequest, type RequestWithNames } from "@/lib/db/requests";
import { wakePlace } from "@/lib/db/signals";
import { factsOf } from "@/lib/domain/policies/facts";
import { type NamedPolicy, namePolicy } from "@/lib/domain/policies/rule";
import { nameOfTerms } from "@/lib/domain/requests/requests";
import { loadReview, refusalsOf } from "../requests/review-request";
import { settleRequest } from "../requests/settle-request";
import type { VerbTools } from "../verb";
import { judgeRequest } from "./judge-request";

export type PolicyDecision = {
  outcome: "approved" | "denied" | "waiting";
  approvalsNeeded: 1 | 2;
  /** The rule that decided, that asks for two people, or that was held back; null where none matched. */
  policy: NamedPolicy | null;
  /** Why a rule that approves was held back: the checks that refuse as things stand. */
  heldBack: string[];
};

/**
 * Lets the rules look at a request that was written as `waiting` before, in the same transaction (asked for, or edited).
 * What they decide is recorded, settled and audited as an admin's decision is; a rule never approves what the checks at
 * approval refuse: then a person decides. Call it after the verb's own `audit`.
 */
export async function decideByPolicies(
  { tx, now, audit }: Pick<VerbTools<unknown>, "tx" | "now" | "audit">,
  scope: { id: string; organizationId: string },
): Promise<PolicyDecision> {
  const found = await findRequest(tx, scope);
  if (found?.request.state !== "waiting") throw new Error(`Request ${scope.id} does not wait for a decision`);
  const { request } = found;
  const judgement = await judgeRequest(tx, factsOf(request.terms, request.organizationId));
  const { decidedBy: policy, approvalsNeeded } = judgement;
  const waits = { state: "waiting", decidedAt: null, approvalsNeeded, policy, note: null } as const;
  if (!policy) {
    await recordPolicyMark(tx, request.id, waits);
    await tellWaiting(tx, { ...request, approvalsNeeded }, now);
    return { outcome: "waiting", approvalsNeeded, policy, heldBack: [] };
  }
  const record = (verb: string, mark: PolicyMark, reason: string | null = mark.note) => {
    audit({
      by: { name: namePolicy(policy), verb },
      organizationId: request.organizationId,
      subject: { kind: request.kind, id: request.subjectId },
      ...(mark.state !== "waiting" && { before: { request: "waiting" }, after: { request: mark.state } }),
      facts: {
        name: nameOfTerms(request.terms),
        requestId: request.id,
        termsDigest: request.termsDigest,
        policyId: policy.policyId,
        policyVersion: policy.version,
        note: reason,
      },
    });
    return recordPolicyMark(tx, request.id, mark);
  };
  if (judgement.outcome === "wait") {
    await record("requests.ask-for-two", waits, policy.words || null);
    await tellWaiting(tx, { ...request, approvalsNeeded }, now);
    return { outcome: "waiting", approvalsNeeded, policy, heldBack: [] };
  }
  if (judgement.outcome === "approve") {
    const heldBack = refusalsOf(await loadReview(tx, request, now));
    if (heldBack.length > 0) {
      const note = `${namePolicy(policy)}, would approve this, but the checks refuse it as things stand: ${heldBack.join(" ")}`;
      await record("requests.leave-to-person", { ...waits, note });
      await tellWaiting(tx, { ...request, approvalsNeeded }, now);
      return { outcome: "waiting", approvalsNeeded, policy, heldBack };
    }
  }
  const outcome = judgement.outcome === "approve" ? "approved" : "denied";
  const verb = judgement.outcome === "approve" ? "requests.approve" : "requests.deny";
  await record(verb, { ...waits, state: outcome, decidedAt: now, note: policy.words || null });
  const { placeId } = await settleRequest(tx, found, outcome, now);
  if (outcome === "approved") await wakePlace(tx, placeId, { fullSweep: true });
  await tellDecision({ tx, now }, found, outcome, policy);
  return { outcome, approvalsNeeded, policy, heldBack: [] };
}

async function tellDecision(
  { tx, now }: Pick<VerbTools<unknown>, "tx" | "now">,
  { request }: RequestWithNames,
  outcome: "approved" | "denied",
  policy: NamedPolicy,
): Promise<void> {
  await writeNotice(tx, {
    organizationId: request.organizationId,
    kind: `request.${outcome}`,
    subject: { kind: "request", id: request.id },
    at: now,
    dedupeKey: `request.${outcome}/${request.id}/${request.edition}`,
    facts: {
      name: nameOfTerms(request.terms),
      kind: request.kind,
      by: namePolicy(policy),
      note: policy.words || null,
    },
  });
}
