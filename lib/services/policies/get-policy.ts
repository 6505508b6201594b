import { z } from "zod";
import { countDecided, findPolicy, listPolicyVersions, namesOf, readPolicyChoices } from "@/lib/db/policies";
import * as can from "@/lib/domain/policies/can";
import { describeRule, missingFrom } from "@/lib/domain/policies/describe-rule";
import { diffRules } from "@/lib/domain/policies/dry-run";
import type { PolicyDetail } from "@/lib/domain/policies/views";
import { notFound } from "../errors";
import { verb } from "../verb";

/** A rule with all its versions, each with what it changed; also one that was deleted. */
export const getPolicy = verb({
  name: "policies.get",
  kind: "read",
  permission: "policy.read",
  input: z.object({ policyId: z.uuid() }),
  run: async ({ actor, input, tx }): Promise<PolicyDetail> => {
    const policy = await findPolicy(tx, input.policyId);
    if (!policy) throw notFound("policy");
    const names = namesOf(await readPolicyChoices(tx));
    const versions = await listPolicyVersions(tx, policy.id);
    const present = versions.find(({ row }) => row.version === policy.version);
    if (!present) throw new Error(`Policy ${policy.id} has no version ${policy.version}`);
    const { rule } = present.row;
    return {
      id: policy.id,
      name: policy.name,
      on: policy.on,
      version: policy.version,
      effect: rule.effect,
      sentence: describeRule(rule, names),
      missing: missingFrom(rule.conditions, names),
      decided: await countDecided(tx, policy.id),
      changedBy: present.by,
      changedAt: present.row.createdAt.toISOString(),
      rule,
      deletedAt: policy.deletedAt?.toISOString() ?? null,
      versions: versions.map(({ row, by }, index) => {
        const previous = versions[index + 1]?.row;
        return {
          version: row.version,
          name: row.name,
          sentence: describeRule(row.rule, names),
          by,
          at: row.createdAt.toISOString(),
          changes: previous ? diffRules(previous, row, names) : [],
        };
      }),
      names,
      manage: can.managePolicies({ actor }),
    };
  },
});
