import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { findOrInsertPerson } from "@/lib/db/new-people";
import { insertMembership } from "@/lib/db/organizations";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/people/can";
import { ServiceError } from "../errors";
import { loadOrganization } from "../organizations/load-organization";
import { demand, verb } from "../verb";
import { makePasswordLink } from "./password-link";
import { emailInput, personName, roleInput } from "./person-input";

export const addMember = verb({
  name: "people.add-member",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), email: emailInput, name: personName, role: roleInput }),
  /** `path` is the link to choose a password, to be shown once; null for a person who has one. */
  run: async ({ input, tx, now, audit }): Promise<{ personId: string; path: string | null }> => {
    const organization = await loadOrganization(tx, input.organization);
    demand(can.haveRole({ kind: organization.kind, role: input.role }));
    const person = await findOrInsertPerson(tx, { id: uuidv7(), email: input.email, name: input.name });
    const key = { organizationId: organization.id, personId: person.id };
    if (!(await insertMembership(tx, { ...key, role: input.role }))) {
      throw new ServiceError("conflict", `${input.email} is a member of ${organization.name} already.`, {
        fields: { email: ["This person is a member already. Change their role in the list instead."] },
      });
    }
    const path = person.hasPassword ? null : await makePasswordLink(tx, person.id, now);
    audit({
      organizationId: organization.id,
      subject: { kind: "person", id: person.id },
      before: { role: null },
      after: { role: input.role },
      facts: { name: input.name, email: input.email },
    });
    await announceChange(tx, { organizationId: organization.id, kind: "organizations", id: organization.id });
    return { personId: person.id, path };
  },
});
