import { z } from "zod";
import { updatePolicy } from "@/lib/db/policies";
import { ServiceError } from "../errors";
import { verb } from "../verb";
import { loadPolicyToChange } from "./load-policy";
import { shownPolicy } from "./shown-policy";

/** Puts a rule in force, in the version that was shown, or takes it out; requests that wait are not judged again. */
export const switchPolicy = verb({
  name: "policies.switch",
  kind: "change",
  permission: "policy.manage",
  input: shownPolicy.extend({ on: z.union([z.boolean(), z.stringbool()]) }),
  subject: ({ policyId }) => ({ kind: "policy", id: policyId }),
  run: async ({ input, tx, audit }) => {
    const policy = await loadPolicyToChange(tx, input);
    if (policy.on === input.on) {
      throw new ServiceError("precondition", `${policy.name} is ${policy.on ? "on" : "off"} already.`);
    }
    await updatePolicy(tx, policy.id, { on: input.on });
    audit({
      subject: { kind: "policy", id: policy.id },
      before: { on: policy.on },
      after: { on: input.on },
      facts: { name: policy.name, version: policy.version },
    });
    return { policyId: policy.id, on: input.on };
  },
});
