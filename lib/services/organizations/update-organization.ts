import { z } from "zod";
import { lockOrganization, readQuotas, updateOrganizationRow } from "@/lib/db/organizations";
import { announceChange } from "@/lib/db/signals";
import { describeLowered } from "@/lib/domain/organizations/can";
import { verb } from "../verb";
import { loadOrganization } from "./load-organization";
import { organizationName } from "./organization-input";

/** An empty field is no number, though `Number` takes it for 0: a limit of 0 must be meant. */
const wholeNumber = (least: number, most: number, what: string) =>
  z
    .unknown()
    .transform((sent) => (typeof sent === "string" && sent.trim() !== "" ? Number(sent) : sent))
    .pipe(
      z
        .number({ error: `Enter a whole number from ${least} to ${most}.` })
        .int(`Enter a whole number from ${least} to ${most}.`)
        .min(least, `${what} from ${least} to ${most}.`)
        .max(most, `${what} from ${least} to ${most}.`),
    );

export const updateOrganization = verb({
  name: "organizations.update",
  kind: "change",
  permission: "organization.manage",
  input: z.object({
    organization: z.string(),
    name: organizationName,
    /** Live connections and exposures at a time, waiting ones included; what is in use already stays. */
    connectionLimit: wholeNumber(0, 10_000, "Connections at a time:"),
    exposureLimit: wholeNumber(0, 10_000, "Exposures at a time:"),
    /** AWS has 25 unanswered invitations per account and Region, for all organizations together. */
    invitationLimit: wholeNumber(1, 25, "Unanswered invitations at a time:"),
    /** AWS itself ends an invitation after seven days. */
    withdrawAfterHours: wholeNumber(1, 168, "Hours until withdrawal:"),
  }),
  run: async ({ input, tx, audit }): Promise<{ slug: string; lowered: string[] }> => {
    const { organization: slug, ...after } = input;
    const { id } = await loadOrganization(tx, slug);
    await lockOrganization(tx, id);
    const before = await loadOrganization(tx, slug);
    await updateOrganizationRow(tx, id, after);
    audit({
      organizationId: id,
      subject: { kind: "organization", id },
      before: {
        name: before.name,
        connectionLimit: before.connectionLimit,
        exposureLimit: before.exposureLimit,
        invitationLimit: before.invitationLimit,
        withdrawAfterHours: before.withdrawAfterHours,
      },
      after,
    });
    await announceChange(tx, { organizationId: id, kind: "organizations", id });
    const { connections, exposures } = await readQuotas(tx, id);
    const lowered = [describeLowered("connections", connections), describeLowered("exposures", exposures)];
    return { slug, lowered: lowered.filter((words) => words !== null) };
  },
});
