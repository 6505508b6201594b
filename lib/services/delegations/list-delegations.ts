import { z } from "zod";
import { listDeciders, listDelegations as listRows } from "@/lib/db/delegations";
import { allowed, refused } from "@/lib/domain/capability";
import { roleAllows } from "@/lib/domain/people/roles";
import type { DelegationList } from "@/lib/domain/requests/delegations";
import { demandProvider } from "../demand-provider";
import { verb } from "../verb";

/** Who of those that decide requests is away, or will be, and who looks after what waits for them. */
export const listDelegations = verb({
  name: "delegations.list",
  kind: "read",
  permission: "request.read",
  input: z.object({}),
  run: async ({ actor, tx, now }): Promise<DelegationList> => {
    demandProvider(actor);
    const rows = await listRows(tx, { now });
    const colleagues = (await listDeciders(tx)).filter(({ id }) => id !== actor.personId);
    return {
      delegations: rows.map((row) => ({
        id: row.id,
        person: row.personName,
        delegate: row.delegateName,
        from: row.fromAt.toISOString(),
        until: row.untilAt.toISOString(),
        holds: row.fromAt <= now,
        own: row.personId === actor.personId,
      })),
      colleagues,
      set: !roleAllows(actor.role, "request.decide")
        ? refused("right", "Your role does not decide requests.", "Nothing waits for you.")
        : colleagues.length === 0
          ? refused(
              "state",
              "There is no other provider admin yet.",
              "Invite one on the provider's Members page.",
            )
          : allowed,
    };
  },
});
