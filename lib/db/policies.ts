import { and, eq, sql } from "drizzle-orm";
import type { PolicyRule, RuleInForce } from "@/lib/domain/policies/rule";
import type { Transaction } from "./pool";
import { requests } from "./schema";

/** The rules that are switched on, in their order, each in its present version; also for a tenant's transaction. */
export async function readRulesInForce(tx: Transaction): Promise<RuleInForce[]> {
  const { rows } = await tx.execute<{ id: string; version: number; name: string; rule: PolicyRule }>(
    sql`select id, version, name, rule from drawbridge_policies_in_force()`,
  );
  return rows.map(({ id, ...rest }) => ({ policyId: id, ...rest }));
}

/** What a rule made of a waiting request: decided it, or left it to people and says how many. */
export type PolicyMark = {
  state: "approved" | "denied" | "waiting";
  decidedAt: Date | null;
  approvalsNeeded: 1 | 2;
  /** Null where no rule concerned it. */
  policy: { policyId: string; version: number } | null;
  note: string | null;
};

/** Records on a waiting request what the rules made of it; nobody's name stands there. */
export async function recordPolicyMark(tx: Transaction, requestId: string, mark: PolicyMark): Promise<void> {
  const { policy, ...rest } = mark;
  await tx
    .update(requests)
    .set({ ...rest, policyId: policy?.policyId ?? null, policyVersion: policy?.version ?? null })
    .where(and(eq(requests.id, requestId), eq(requests.state, "waiting")));
}
