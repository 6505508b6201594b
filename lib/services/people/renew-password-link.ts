import { z } from "zod";
import * as can from "@/lib/domain/people/can";
import { demand, verb } from "../verb";
import { demandLocalAccounts } from "./demand-local-accounts";
import { loadMember } from "./load-member";
import { makePasswordLink } from "./password-link";

/** A new link for somebody who lost theirs, or forgot the password; it works until it is used, once. */
export const renewPasswordLink = verb({
  name: "people.renew-password-link",
  kind: "change",
  permission: "member.manage",
  input: z.object({ organization: z.string(), personId: z.uuid() }),
  subject: ({ personId }) => ({ kind: "person", id: personId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const { organization, member } = await loadMember(tx, actor, input);
    demand(can.renewPasswordLink({ actor, member: can.identityOf(member) }));
    await demandLocalAccounts(tx);
    const path = await makePasswordLink(tx, member.personId, now);
    audit({
      organizationId: organization.id,
      subject: { kind: "person", id: member.personId },
      facts: { name: member.name, email: member.email },
    });
    return { name: member.name, path };
  },
});
