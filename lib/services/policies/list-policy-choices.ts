import { z } from "zod";
import { namesOf, readPolicyChoices } from "@/lib/db/policies";
import type { Capability } from "@/lib/domain/capability";
import * as can from "@/lib/domain/policies/can";
import type { PolicyNames } from "@/lib/domain/policies/matches";
import type { PolicyChoices } from "@/lib/domain/policies/views";
import { verb } from "../verb";

/** What a rule may name, what that is called, and whether whoever looks may write one. */
export const listPolicyChoices = verb({
  name: "policies.list-choices",
  kind: "read",
  permission: "policy.read",
  input: z.object({}),
  run: async ({ actor, tx }): Promise<{ choices: PolicyChoices; names: PolicyNames; manage: Capability }> => {
    const choices = await readPolicyChoices(tx);
    return { choices, names: namesOf(choices), manage: can.managePolicies({ actor }) };
  },
});
