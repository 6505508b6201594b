import { z } from "zod";
import { disablePersonRow } from "@/lib/db/disabling";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/people/can";
import { demand, verb } from "../verb";
import { loadPerson } from "./load-person";

/** Lets somebody sign in again who was disabled, with the memberships they have. */
export const enablePerson = verb({
  name: "people.enable",
  kind: "change",
  permission: "organization.manage",
  input: z.object({ organization: z.string(), personId: z.uuid() }),
  subject: ({ personId }) => ({ kind: "person", id: personId }),
  run: async ({ actor, input, tx, audit }) => {
    const { organization, person } = await loadPerson(tx, actor, input);
    demand(can.enablePerson({ actor, person: { disabled: person.disabledAt !== null } }));
    await disablePersonRow(tx, person.personId, null);
    audit({
      organizationId: organization.id,
      subject: { kind: "person", id: person.personId },
      before: { disabled: true },
      after: { disabled: false },
      facts: { name: person.name, email: person.email },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "organizations", id: organization.id });
    return { name: person.name };
  },
});
