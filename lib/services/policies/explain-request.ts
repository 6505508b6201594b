import { z } from "zod";
import { namesOf, readPolicyChoices, readRulesInForce } from "@/lib/db/policies";
import { findRequest } from "@/lib/db/requests";
import { outcomeOf, sayOutcome } from "@/lib/domain/policies/dry-run";
import { factsOf } from "@/lib/domain/policies/facts";
import { judge } from "@/lib/domain/policies/judge";
import type { PolicyExplanation } from "@/lib/domain/policies/views";
import { notFound } from "../errors";
import { verb } from "../verb";

/** How the rules in force look at a request now, condition by condition: why one matches and another does not. */
export const explainRequest = verb({
  name: "policies.explain-request",
  kind: "read",
  permission: "policy.read",
  input: z.object({ requestId: z.uuid() }),
  run: async ({ input, tx }): Promise<PolicyExplanation> => {
    const found = await findRequest(tx, { id: input.requestId, organizationId: "*" });
    if (!found) throw notFound("request");
    const { terms, organizationId } = found.request;
    const names = namesOf(await readPolicyChoices(tx));
    const judgement = judge(await readRulesInForce(tx), factsOf(terms, organizationId), names);
    const outcome = outcomeOf(judgement);
    return { outcome, sentence: sayOutcome(outcome, judgement), trace: judgement.trace };
  },
});
