import { eq, sql } from "drizzle-orm";
import type { CseServerSeen, SiteVersions } from "@/lib/domain/vcd/observed";
import type { SiteCheck } from "@/lib/domain/vcd/site-check";
import type { Database, Transaction } from "./pool";
import { organizations } from "./schema/organizations";
import { vcdSites } from "./schema/sites";
import { announceChange } from "./signals";

/** A site with its sealed credential: the worker alone may read that. */
export type SealedSite = typeof vcdSites.$inferSelect;

/** Sites whose check was asked for and not yet made. */
export function loadAskedSiteChecks(db: Database): Promise<SealedSite[]> {
  return db
    .select()
    .from(vcdSites)
    .where(
      sql`${vcdSites.checkAskedAt} is not null
        and (${vcdSites.checkedAt} is null or ${vcdSites.checkedAt} < ${vcdSites.checkAskedAt})`,
    );
}

/**
 * Keeps what a check found. The time at which it was asked for counts as its own, whatever the clocks of web and
 * worker say, so that one asked for meanwhile is still to be made.
 */
export async function recordSiteCheck(db: Database, site: SealedSite, check: SiteCheck): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(vcdSites)
      .set({
        checkedAt: site.checkAskedAt,
        checkResult: check,
        ...(check.versions ? { versions: check.versions } : {}),
      })
      .where(eq(vcdSites.id, site.id));
    await announceSite(tx, site.id);
  });
}

/** Keeps what a person's session found behind a site: its versions, and the CSE server; null where there is none. */
export async function recordSiteServers(
  db: Database,
  siteId: string,
  seen: { versions: SiteVersions; cseServer: CseServerSeen | null },
): Promise<void> {
  const asJson = (value: object | null) => sql`${value && JSON.stringify(value)}::jsonb`;
  await db.transaction(async (tx) => {
    const changed = await tx
      .update(vcdSites)
      .set(seen)
      .where(
        sql`${vcdSites.id} = ${siteId} and (${vcdSites.cseServer} is distinct from ${asJson(seen.cseServer)}
          or ${vcdSites.versions} is distinct from ${asJson(seen.versions)})`,
      )
      .returning({ id: vcdSites.id });
    if (changed.length > 0) await announceSite(tx, siteId);
  });
}

/** Tells the provider's open pages that a site shows something new. */
async function announceSite(tx: Transaction, id: string): Promise<void> {
  const [provider] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.kind, "provider"));
  if (provider) await announceChange(tx, { organizationId: provider.id, kind: "sites", id });
}
