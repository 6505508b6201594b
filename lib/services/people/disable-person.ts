import { z } from "zod";
import { disablePersonRow } from "@/lib/db/disabling";
import { countGivenUp } from "@/lib/db/given-up";
import { endSessionsOf } from "@/lib/db/sessions";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/people/can";
import { demand, verb } from "../verb";
import { loadPerson } from "./load-person";

/**
 * Shuts somebody out of everything, whatever they belong to: their sessions end, here and at VCD, no way to sign in
 * lets them in, what they invited is revoked, and what they approved counts no more while it waits for another.
 * Memberships and history stay as they are.
 */
export const disablePerson = verb({
  name: "people.disable",
  kind: "change",
  permission: "organization.manage",
  input: z.object({ organization: z.string(), personId: z.uuid() }),
  subject: ({ personId }) => ({ kind: "person", id: personId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organization, person, provider } = await loadPerson(tx, actor, input);
    demand(
      can.disablePerson({
        actor,
        person: { personId: person.personId, disabled: person.disabledAt !== null },
        ...provider,
      }),
    );
    const givenUp = await countGivenUp(tx, person.personId, () => disablePersonRow(tx, person.personId, now));
    const ended = await endSessionsOf(tx, { personId: person.personId, reason: "ended-by-admin" }, now);
    audit({
      organizationId: organization.id,
      subject: { kind: "person", id: person.personId },
      before: { disabled: false },
      after: { disabled: true },
      facts: { name: person.name, email: person.email, sessionsEnded: ended.length, ...givenUp },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "organizations", id: organization.id });
    return { name: person.name };
  },
});
