import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { insertDelegation, listDeciders, listDelegations, lockDelegations } from "@/lib/db/delegations";
import { announceChange } from "@/lib/db/signals";
import { delegate } from "@/lib/domain/requests/delegations";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";

const day = (missing: string) =>
  z
    .string()
    .regex(/^2\d{3}-\d{2}-\d{2}$/, missing)
    .transform((text, context) => {
      const at = new Date(`${text}T00:00:00.000Z`);
      if (!Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)) return at;
      context.addIssue({ code: "custom", message: "There is no such day." });
      return z.NEVER;
    });

/**
 * Says from when to when one is away and which colleague looks after what waits meanwhile. Days begin at midnight UTC;
 * one that began already begins now.
 */
export const setDelegation = verb({
  name: "delegations.set",
  kind: "change",
  permission: "request.decide",
  input: z.object({
    delegateId: z.string().max(100),
    from: day("Choose the first day away."),
    until: day("Choose the day you are back."),
  }),
  run: async ({ actor, input, tx, now, audit }) => {
    await lockDelegations(tx);
    const { personId } = actor;
    const to = (await listDeciders(tx)).find(({ id }) => id === input.delegateId);
    if (!to) {
      throw new ServiceError("invalid-input", "Some of what was entered needs care.", {
        fields: { delegateId: ["Choose a colleague from the list: a provider admin."] },
      });
    }
    const asked = {
      personId,
      delegateId: to.id,
      fromAt: input.from < now ? now : input.from,
      untilAt: input.until,
    };
    const others = await listDelegations(tx, { now });
    demand(delegate({ asked, others, delegate: { name: to.name, mayDecide: true }, now }));
    const id = uuidv7();
    await insertDelegation(tx, { id, ...asked, createdAt: now });
    audit({
      subject: { kind: "person", id: personId },
      after: {
        delegate: to.name,
        from: asked.fromAt.toISOString(),
        until: asked.untilAt.toISOString(),
      },
      facts: { name: actor.personName, delegationId: id },
    });
    await announceChange(tx, { organizationId: actor.organizationId, kind: "requests", id });
    return { delegationId: id };
  },
});
