import { z } from "zod";
import {
  findPolicy,
  listPastRequests,
  listPolicyOrder,
  namesOf,
  readPolicyChoices,
  readRulesInForce,
} from "@/lib/db/policies";
import { dryRun } from "@/lib/domain/policies/dry-run";
import { ruleSchema } from "@/lib/domain/policies/rule-schema";
import type { DryRun } from "@/lib/domain/policies/views";
import { notFound } from "../errors";
import { verb } from "../verb";

/**
 * Tries a rule, as it is typed, on the last 100 requests, beside the other rules in force; nothing is kept or decided.
 * `policyId` names the rule that it would change.
 */
export const tryPolicy = verb({
  name: "policies.try",
  kind: "read",
  permission: "policy.read",
  input: z
    .object({ policyId: z.uuid().optional(), only: z.enum(["all", "differences"]).default("all") })
    .and(ruleSchema),
  run: async ({ input, tx }): Promise<DryRun> => {
    const { policyId = null, only, name, rule } = input;
    if (policyId && !(await findPolicy(tx, policyId))) throw notFound("policy");
    const names = namesOf(await readPolicyChoices(tx));
    const past = await listPastRequests(tx);
    const order = await listPolicyOrder(tx);
    const rules = await readRulesInForce(tx);
    const run = dryRun({ policyId, name, rule }, { rules, order }, past, names);
    const lines = only === "differences" ? run.lines.filter(({ differs }) => differs) : run.lines;
    return { ...run, only, lines };
  },
});
