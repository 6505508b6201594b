import { readWebConfig } from "@/lib/config/web";
import type { Database } from "@/lib/db/pool";
import { withReach } from "@/lib/db/reach";
import { readSettings } from "@/lib/db/settings";
import { listSignInSites } from "@/lib/db/vcd-sign-in";

export type WaysIn = {
  /** Whether a password kept here opens the door. */
  localAccounts: boolean;
  /** What the OpenID provider is called; null where there is none. */
  oidcName: string | null;
  /** Names of the sites of VMware Cloud Director that people can sign in with. */
  sites: string[];
};

/** By which ways people may sign in at this moment: no secret to anybody who stands before the door. */
export function listWaysIn(db: Database): Promise<WaysIn> {
  return withReach(db, { organizationIds: [], personId: null }, async (tx) => ({
    localAccounts: (await readSettings(tx)).localAccounts,
    oidcName: readWebConfig().oidc?.name ?? null,
    sites: (await listSignInSites(tx)).map(({ name }) => name),
  }));
}
