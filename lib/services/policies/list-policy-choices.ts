import { z } from "zod";
import { readPolicyChoices } from "@/lib/db/policies";
import type { PolicyChoices } from "@/lib/domain/policies/views";
import { verb } from "../verb";

/** What a rule may name. */
export const listPolicyChoices = verb({
  name: "policies.list-choices",
  kind: "read",
  permission: "policy.read",
  input: z.object({}),
  run: ({ tx }): Promise<PolicyChoices> => readPolicyChoices(tx),
});
