import { isDeepStrictEqual } from "node:util";
import { insertPolicyVersion, listPolicyVersions } from "@/lib/db/policies";
import { ruleSchema } from "@/lib/domain/policies/rule-schema";
import { ServiceError } from "../errors";
import { verb } from "../verb";
import { loadPolicyToChange } from "./load-policy";
import { noteOfRule } from "./note-of-rule";
import { refuseTakenName } from "./refuse-taken-name";
import { shownPolicy } from "./shown-policy";

/** Writes a new version of a rule and puts it in force where the rule is on; earlier versions stay as they were. */
export const changePolicy = verb({
  name: "policies.change",
  kind: "change",
  permission: "policy.manage",
  input: shownPolicy.and(ruleSchema),
  subject: ({ policyId }) => ({ kind: "policy", id: policyId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { policyId, name, rule } = input;
    const policy = await loadPolicyToChange(tx, input);
    const [present] = await listPolicyVersions(tx, policyId);
    if (!present) throw new Error(`Policy ${policyId} has no version`);
    const before = present.row;
    if (before.name === name && isDeepStrictEqual(before.rule, rule)) {
      throw new ServiceError("precondition", `This is what version ${before.version} says already.`, {
        next: "Change something, or leave the rule as it is.",
      });
    }
    const version = policy.version + 1;
    await refuseTakenName(name, () =>
      insertPolicyVersion(tx, { policyId, version, name, rule, createdBy: actor.personId, createdAt: now }),
    );
    audit({
      subject: { kind: "policy", id: policyId },
      before: { ...noteOfRule(before.name, before.rule), version: before.version },
      after: { ...noteOfRule(name, rule), version },
      facts: { name, on: policy.on },
    });
    return { policyId, version };
  },
});
