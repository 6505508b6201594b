import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { insertOrganization } from "@/lib/db/organizations";
import { announceChange } from "@/lib/db/signals";
import { reservedSlugs } from "@/lib/paths";
import { ServiceError } from "../errors";
import { verb } from "../verb";
import { organizationName } from "./organization-input";

const slug = z
  .string()
  .trim()
  .regex(
    /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,39}$/,
    "Use 2 to 40 lower-case letters, digits and single hyphens, a letter first, such as acme-payments.",
  )
  .refine((value) => !reservedSlugs.includes(value), {
    error: "This word is an address of Drawbridge itself. Choose another.",
  });

export const createOrganization = verb({
  name: "organizations.create",
  kind: "change",
  permission: "organization.manage",
  input: z.object({ slug, name: organizationName }),
  run: async ({ input, tx, now, audit }) => {
    const id = uuidv7();
    const made = await insertOrganization(tx, { id, ...input, kind: "tenant", createdAt: now });
    if (!made) {
      throw new ServiceError("conflict", `The address ${input.slug} is taken.`, {
        fields: { slug: [`Another organization has ${input.slug}. Choose another.`] },
      });
    }
    audit({ subject: { kind: "organization", id }, after: input });
    await announceChange(tx, { organizationId: id, kind: "organizations", id });
    return { id, slug: input.slug };
  },
});
