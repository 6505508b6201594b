import { z } from "zod";
import { listAuditPeople } from "@/lib/db/audit-log";
import { listOrganizations } from "@/lib/db/navigation";
import type { AuditChoices } from "@/lib/domain/audit/views";
import { isProviderRole } from "@/lib/domain/people/roles";
import { verb } from "../verb";
import { loadScope } from "./load-scope";

/** More would make a list that nobody reads; the search finds everybody by name. */
const mostPeople = 500;

/** What the audit can be narrowed to: the people it names, and for the provider's the organizations. */
export const listAuditChoices = verb({
  name: "audit.list-choices",
  kind: "read",
  permission: "audit.read",
  input: z.object({ organization: z.string().optional() }),
  run: async ({ actor, input, tx }): Promise<AuditChoices> => {
    const { organizationId } = await loadScope(tx, actor, input.organization);
    const people = await listAuditPeople(tx, organizationId, mostPeople);
    const organizations = isProviderRole(actor.role)
      ? await listOrganizations(tx, { personId: actor.personId, all: true })
      : null;
    return {
      people: people
        .map(({ id, name }) => ({ id, name: name ?? "Somebody" }))
        .sort((one, other) => one.name.localeCompare(other.name)),
      organizations: organizations?.map(({ slug, name }) => ({ slug, name })) ?? null,
    };
  },
});
