import { eq } from "drizzle-orm";
import type { Database } from "./pool";
import { vcdSessions } from "./schema/sign-on";
import { vcdOrganizations, vcdSites } from "./schema/sites";

/** A person's own session at VCD with its sealed token, and the site it is good for: for the worker alone. */
export type PersonToken = {
  vcdSessionId: string;
  /** The session of ours that was opened with it. */
  sessionId: string;
  organizationId: string;
  userName: string;
  /** Sealed for `vcd-session/<id>`; null once dropped. */
  tokenSealed: string | null;
  expiresAt: Date | null;
  endedAt: Date | null;
  organization: { id: string; name: string };
  site: { id: string; name: string; url: string; certificateAuthority: string | null };
};

/** The session of that id; null where there is none. */
export async function loadPersonToken(db: Database, vcdSessionId: string): Promise<PersonToken | null> {
  const [row] = await db
    .select({
      vcdSessionId: vcdSessions.id,
      sessionId: vcdSessions.sessionId,
      organizationId: vcdSessions.organizationId,
      userName: vcdSessions.userName,
      tokenSealed: vcdSessions.tokenSealed,
      expiresAt: vcdSessions.expiresAt,
      endedAt: vcdSessions.endedAt,
      organization: { id: vcdOrganizations.orgId, name: vcdOrganizations.name },
      site: {
        id: vcdSites.id,
        name: vcdSites.name,
        url: vcdSites.url,
        certificateAuthority: vcdSites.certificateAuthority,
      },
    })
    .from(vcdSessions)
    .innerJoin(vcdOrganizations, eq(vcdOrganizations.id, vcdSessions.vcdOrganizationId))
    .innerJoin(vcdSites, eq(vcdSites.id, vcdOrganizations.siteId))
    .where(eq(vcdSessions.id, vcdSessionId));
  return row ?? null;
}
