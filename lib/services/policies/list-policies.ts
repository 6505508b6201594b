import { z } from "zod";
import { listPolicyRows, namesOf, readPolicyChoices, triedRequests } from "@/lib/db/policies";
import * as can from "@/lib/domain/policies/can";
import { describeRule, missingFrom } from "@/lib/domain/policies/describe-rule";
import type { PolicyList } from "@/lib/domain/policies/views";
import { verb } from "../verb";

/** All rules in their order, each read back in words. */
export const listPolicies = verb({
  name: "policies.list",
  kind: "read",
  permission: "policy.read",
  input: z.object({}),
  run: async ({ actor, tx }): Promise<PolicyList> => {
    const names = namesOf(await readPolicyChoices(tx));
    const rows = await listPolicyRows(tx);
    return {
      lines: rows.map(({ policy, row, by, decided }) => ({
        id: policy.id,
        name: policy.name,
        on: policy.on,
        version: policy.version,
        effect: row.rule.effect,
        sentence: describeRule(row.rule, names),
        missing: missingFrom(row.rule.conditions, names),
        decided,
        changedBy: by,
        changedAt: row.createdAt.toISOString(),
      })),
      judged: triedRequests,
      manage: can.managePolicies({ actor }),
    };
  },
});
