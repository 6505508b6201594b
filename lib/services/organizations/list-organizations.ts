import { z } from "zod";
import { listOrganizationFigures, type OrganizationFigures } from "@/lib/db/organizations";
import type { OrganizationLine } from "@/lib/domain/organizations/views";
import { demandProvider } from "../demand-provider";
import { verb } from "../verb";

export const listOrganizations = verb({
  name: "organizations.list",
  kind: "read",
  permission: "organization.read",
  input: z.object({}),
  run: async ({ actor, tx }): Promise<OrganizationLine[]> => {
    demandProvider(actor);
    return (await listOrganizationFigures(tx)).map(toOrganizationLine);
  },
});

export function toOrganizationLine({ organization, ...figures }: OrganizationFigures): OrganizationLine {
  const { slug, name, kind } = organization;
  return { slug, name, kind, ...figures };
}
