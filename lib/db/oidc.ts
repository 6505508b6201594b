import { sql } from "drizzle-orm";
import type { GroupMembership, HeldMembership, MappedRole } from "@/lib/domain/sign-on/memberships";
import type { Transaction } from "./pool";

export type OidcStanding = {
  /** The provider's own organization, whose audit keeps what belongs to no tenant; null before the first admin. */
  provider: string | null;
  /** Null: nobody knows them yet. */
  personId: string | null;
  disabled: boolean;
  held: HeldMembership[];
  /** Mappings of their groups alone. */
  mapped: MappedRole[];
  otherProviderAdmins: number;
};

/**
 * Where somebody stands whom an OpenID provider vouched for. Two sign-ins of one person, or of the last two admins, wait
 * for one another until commit. Only within the reach of nobody yet.
 */
export async function findOidcStanding(
  tx: Transaction,
  { issuer, subject, groups }: { issuer: string; subject: string; groups: string[] },
): Promise<OidcStanding> {
  const { rows } = await tx.execute<{ standing: OidcStanding }>(
    sql`select drawbridge_oidc_standing(${issuer}, ${subject}, ${asArray(groups)}) as standing`,
  );
  const [row] = rows;
  if (!row) throw new Error("a function gave no row");
  return row.standing;
}

/**
 * Makes or finds the person and has their memberships by groups be `wanted`. Null: they are disabled, or unknown and
 * wanted nowhere; then no row is made. Only within the reach of nobody yet.
 */
export async function enterOidcPerson(
  tx: Transaction,
  person: {
    newId: string;
    issuer: string;
    subject: string;
    label: string;
    name: string;
    groups: string[];
    wanted: GroupMembership[];
  },
): Promise<string | null> {
  const { newId, issuer, subject, label, name, groups, wanted } = person;
  const { rows } = await tx.execute<{ id: string | null }>(
    sql`select drawbridge_enter_oidc_person(${newId}::uuid, ${issuer}, ${subject}, ${label}, ${name}, ${asArray(groups)}, ${JSON.stringify(wanted)}::jsonb) as id`,
  );
  return rows[0]?.id ?? null;
}

/** By way of JSON: drizzle writes a list as so many parameters, and there may be none. */
function asArray(texts: string[]) {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb))`;
}
