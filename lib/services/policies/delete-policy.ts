import { updatePolicy } from "@/lib/db/policies";
import { verb } from "../verb";
import { loadPolicyToChange } from "./load-policy";
import { shownPolicy } from "./shown-policy";

/** Ends a rule. Its versions are kept: decisions name them. */
export const deletePolicy = verb({
  name: "policies.delete",
  kind: "change",
  permission: "policy.manage",
  input: shownPolicy,
  subject: ({ policyId }) => ({ kind: "policy", id: policyId }),
  run: async ({ input, tx, now, audit }) => {
    const policy = await loadPolicyToChange(tx, input);
    await updatePolicy(tx, policy.id, { on: false, deletedAt: now });
    audit({
      subject: { kind: "policy", id: policy.id },
      before: { name: policy.name, on: policy.on, version: policy.version },
      facts: { name: policy.name },
    });
    return { policyId: policy.id };
  },
});
