import { asc, eq, exists, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { organizations } from "./schema/organizations";
import { memberships } from "./schema/people";

/** Organizations a person may open, by name: those they are a member of, or all within reach. */
export function listOrganizations(
  tx: Transaction,
  options: { personId: string; all: boolean },
): Promise<{ slug: string; name: string; kind: "tenant" | "provider" }[]> {
  const isMember = exists(
    tx
      .select({ one: sql`1` })
      .from(memberships)
      .where(
        sql`${eq(memberships.organizationId, organizations.id)} and ${eq(memberships.personId, options.personId)}`,
      ),
  );
  return tx
    .select({ slug: organizations.slug, name: organizations.name, kind: organizations.kind })
    .from(organizations)
    .where(options.all ? undefined : isMember)
    .orderBy(asc(organizations.kind), asc(organizations.name));
}
