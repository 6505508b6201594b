import { and, eq, isNull, sql } from "drizzle-orm";
import type { SiteVersions } from "@/lib/domain/vcd/observed";
import type { Transaction } from "./pool";
import { vcdSessions } from "./schema/sign-on";

export type SignInSite = {
  id: string;
  name: string;
  url: string;
  certificateAuthority: string | null;
  versions: SiteVersions | null;
};

/** Sites that somebody can sign in to, by name. Only within the reach of nobody yet. */
export async function listSignInSites(tx: Transaction): Promise<SignInSite[]> {
  const { rows } = await tx.execute<{
    id: string;
    name: string;
    url: string;
    certificate_authority: string | null;
    versions: SiteVersions | null;
  }>(sql`select * from drawbridge_sign_in_sites()`);
  return rows.map(({ certificate_authority, ...site }) => ({
    ...site,
    certificateAuthority: certificate_authority,
  }));
}

export type EnteredPerson = {
  personId: string;
  organizationId: string;
  slug: string;
  vcdOrganizationId: string;
};

/**
 * Makes whoever VCD vouched for a person here and a member of the organization that theirs is bound to, or finds them.
 * Null: their organization is nobody's here, or they were disabled. Only within the reach of nobody yet.
 */
export async function enterVcdPerson(
  tx: Transaction,
  person: {
    newId: string;
    siteId: string;
    /** URNs. */
    orgId: string;
    userId: string;
    label: string;
    name: string;
    role: "viewer" | "operator" | "tenant-admin";
  },
): Promise<EnteredPerson | null> {
  const { newId, siteId, orgId, userId, label, name, role } = person;
  const { rows } = await tx.execute<{
    person_id: string;
    organization_id: string;
    slug: string;
    vcd_organization_id: string;
  }>(
    sql`select * from drawbridge_enter_vcd_person(${newId}::uuid, ${siteId}::uuid, ${orgId}, ${userId}, ${label}, ${name}, ${role})`,
  );
  const [row] = rows;
  return row
    ? {
        personId: row.person_id,
        organizationId: row.organization_id,
        slug: row.slug,
        vcdOrganizationId: row.vcd_organization_id,
      }
    : null;
}

/** Keeps a session that was opened at VCD. Needs a reach with its organization. */
export async function insertVcdSession(
  tx: Transaction,
  values: typeof vcdSessions.$inferInsert,
): Promise<void> {
  await tx.insert(vcdSessions).values(values);
}

/** Ends all sessions that a person has at VCD through an organization of ours. */
export async function endVcdSessionsOf(
  tx: Transaction,
  { organizationId, personId }: { organizationId: string; personId: string },
  now: Date,
): Promise<void> {
  await tx
    .update(vcdSessions)
    .set({ endedAt: now, endReason: "signed-out" })
    .where(
      and(
        eq(vcdSessions.organizationId, organizationId),
        eq(vcdSessions.personId, personId),
        isNull(vcdSessions.endedAt),
      ),
    );
}

/** Ends the session at VCD that belongs to a session of ours: the worker tells VCD and drops the token. */
export async function endVcdSession(tx: Transaction, sessionId: string, now: Date): Promise<void> {
  await tx
    .update(vcdSessions)
    .set({ endedAt: now, endReason: "signed-out" })
    .where(and(eq(vcdSessions.sessionId, sessionId), isNull(vcdSessions.endedAt)));
}
