import { z } from "zod";
import { lockPolicyOrder, writePolicyOrder } from "@/lib/db/policies";
import { notFound, ServiceError } from "../errors";
import { verb } from "../verb";

/** Moves a rule one place up or down. Of several that match with the same effect the first is named. */
export const movePolicy = verb({
  name: "policies.move",
  kind: "change",
  permission: "policy.manage",
  input: z.object({ policyId: z.uuid(), direction: z.enum(["up", "down"]) }),
  subject: ({ policyId }) => ({ kind: "policy", id: policyId }),
  run: async ({ input: { policyId, direction }, tx, audit }) => {
    const order = await lockPolicyOrder(tx);
    const from = order.indexOf(policyId);
    if (from < 0) throw notFound("policy");
    const to = direction === "up" ? from - 1 : from + 1;
    const other = order[to];
    if (!other) {
      throw new ServiceError("precondition", `It is the ${direction === "up" ? "first" : "last"} already.`);
    }
    order[from] = other;
    order[to] = policyId;
    await writePolicyOrder(tx, order);
    audit({
      subject: { kind: "policy", id: policyId },
      before: { place: from + 1 },
      after: { place: to + 1 },
    });
    return { policyId };
  },
});
