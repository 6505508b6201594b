import { z } from "zod";
import { updateOrganizationRow } from "@/lib/db/organizations";
import { announceChange } from "@/lib/db/signals";
import { verb } from "../verb";
import { loadOrganization } from "./load-organization";
import { organizationName } from "./organization-input";

const wholeNumber = (least: number, most: number, what: string) =>
  z.coerce
    .number({ error: `Enter a whole number from ${least} to ${most}.` })
    .int(`Enter a whole number from ${least} to ${most}.`)
    .min(least, `${what} from ${least} to ${most}.`)
    .max(most, `${what} from ${least} to ${most}.`);

export const updateOrganization = verb({
  name: "organizations.update",
  kind: "change",
  permission: "organization.manage",
  input: z.object({
    organization: z.string(),
    name: organizationName,
    /** AWS has 25 unanswered invitations per account and Region, for all organizations together. */
    invitationLimit: wholeNumber(1, 25, "Unanswered invitations at a time:"),
    /** AWS itself ends an invitation after seven days. */
    withdrawAfterHours: wholeNumber(1, 168, "Hours until withdrawal:"),
  }),
  run: async ({ input, tx, audit }) => {
    const before = await loadOrganization(tx, input.organization);
    const { name, invitationLimit, withdrawAfterHours } = input;
    await updateOrganizationRow(tx, before.id, { name, invitationLimit, withdrawAfterHours });
    audit({
      organizationId: before.id,
      subject: { kind: "organization", id: before.id },
      before: {
        name: before.name,
        invitationLimit: before.invitationLimit,
        withdrawAfterHours: before.withdrawAfterHours,
      },
      after: { name, invitationLimit, withdrawAfterHours },
    });
    await announceChange(tx, { organizationId: before.id, kind: "organizations", id: before.id });
    return { slug: before.slug };
  },
});
