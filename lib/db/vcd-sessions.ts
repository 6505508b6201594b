import { eq, sql } from "drizzle-orm";
import type { Transaction } from "./pool";
import { vcdSessions } from "./schema/sign-on";
import { vcdOrganizations, vcdSites } from "./schema/sites";

/** Who somebody signed in to Drawbridge is in VMware Cloud Director, and whether calls can go in their name. */
export type VcdPerson = {
  vcdSessionId: string;
  siteId: string;
  siteName: string;
  vcdOrganizationId: string;
  placeId: string;
  /** Ours, that VCD's organization is bound to. */
  organizationId: string;
  /** VCD's short name of its organization. */
  organizationName: string;
  /** URN of the user. */
  userId: string;
  userName: string;
  /** Names of all rights, as VCD last told them; null where it does not let the person's rights be read. */
  rights: string[] | null;
  /** It neither ended, as far as is known here, nor ran out. VCD may have ended it: the worker finds out. */
  usable: boolean;
};

/** The session at VCD that was opened with this session of ours, ended or not; null for local people. */
export async function findVcdSession(
  tx: Transaction,
  sessionId: string,
  now: Date,
): Promise<VcdPerson | null> {
  const [row] = await tx
    .select({
      vcdSessionId: vcdSessions.id,
      siteId: vcdSites.id,
      siteName: vcdSites.name,
      vcdOrganizationId: vcdOrganizations.id,
      // Tenants cannot read places.
      placeId: sql<string | null>`drawbridge_vcd_place(${vcdOrganizations.id})`,
      organizationId: vcdSessions.organizationId,
      organizationName: vcdOrganizations.name,
      userId: vcdSessions.userId,
      userName: vcdSessions.userName,
      rights: vcdSessions.rights,
      expiresAt: vcdSessions.expiresAt,
      endedAt: vcdSessions.endedAt,
    })
    .from(vcdSessions)
    .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, vcdSessions.vcdOrganizationId))
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .where(eq(vcdSessions.sessionId, sessionId));
  if (!row?.placeId) return null;
  const { expiresAt, endedAt, placeId, ...person } = row;
  const lasts = expiresAt === null || expiresAt > now;
  return { ...person, placeId, usable: endedAt === null && lasts };
}
