import { z } from "zod";
import { lockDelegation, endDelegation as recordEnd } from "@/lib/db/delegations";
import { announceChange } from "@/lib/db/signals";
import { notFound, ServiceError } from "../errors";
import { verb } from "../verb";

/** Ends one's own absence by hand, before its time; one that was to come does not begin. */
export const endDelegation = verb({
  name: "delegations.end",
  kind: "change",
  permission: "request.decide",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "absence", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const found = await lockDelegation(tx, { id: input.id, personId: actor.personId });
    if (!found) throw notFound("absence");
    if (found.endedAt || found.untilAt <= now) {
      throw new ServiceError("precondition", "This absence is over already.", {
        next: "Nothing is left to end.",
      });
    }
    await recordEnd(tx, found.id, now);
    audit({
      subject: { kind: "person", id: actor.personId },
      before: { until: found.untilAt.toISOString() },
      after: { until: now.toISOString() },
      facts: { name: actor.personName, delegationId: found.id },
    });
    await announceChange(tx, { organizationId: actor.organizationId, kind: "requests", id: found.id });
    return { id: found.id };
  },
});
