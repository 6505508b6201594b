import { v7 as uuidv7 } from "uuid";
import { insertPolicy } from "@/lib/db/policies";
import { ruleSchema } from "@/lib/domain/policies/rule-schema";
import { verb } from "../verb";
import { noteOfRule } from "./note-of-rule";
import { refuseTakenName } from "./refuse-taken-name";

/** Writes a new rule down, switched off: nothing is decided by it until somebody switches it on. */
export const createPolicy = verb({
  name: "policies.create",
  kind: "change",
  permission: "policy.manage",
  input: ruleSchema,
  run: async ({ actor, input: { name, rule }, tx, now, audit }) => {
    const policyId = uuidv7();
    await refuseTakenName(name, () =>
      insertPolicy(tx, { id: policyId, name, rule, createdBy: actor.personId, createdAt: now }),
    );
    audit({
      subject: { kind: "policy", id: policyId },
      after: { ...noteOfRule(name, rule), on: false, version: 1 },
      facts: { name },
    });
    return { policyId };
  },
});
