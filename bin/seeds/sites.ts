import { randomUUID } from "node:crypto";
import type { SealingKeyPair } from "@/lib/crypto/key-pair";
import { type Database, openDatabase } from "@/lib/db/pool";
import { withReach } from "@/lib/db/reach";
import { loadAskedSiteChecks, recordSiteCheck } from "@/lib/db/site-checks";
import { findSite, listBoundOrganizations, listSiteRows } from "@/lib/db/sites";
import { AwsClients } from "@/lib/providers/aws/client";
import { VcdClients } from "@/lib/providers/vcd/client";
import type { VerbContext } from "@/lib/services/context";
import { bindOrganization } from "@/lib/services/sites/bind-organization";
import { letSiteAct } from "@/lib/services/sites/let-site-act";
import { registerSite } from "@/lib/services/sites/register-site";
import { checkSite } from "@/lib/worker/site-checks";

export type SeededSite = {
  name: string;
  url: string;
  /** PEM of the private authority that vouches for it. */
  authority: string;
  user: string;
  password: string;
  /** Slugs of ours by VCD's names of the organizations. */
  bindings: Record<string, string>;
  act: boolean;
};

/**
 * A registered site whose organizations are bound to ours; what is there already stays. The check that finds the
 * organizations is made here, as the worker does, so that they are known before it first runs.
 */
export async function seedSite(
  admin: VerbContext,
  site: SeededSite,
  keys: { databaseUrl: string; sealing: SealingKeyPair },
): Promise<string> {
  const { name, url, authority, user, password, bindings, act } = site;
  const known = (await readAll(admin.db, listSiteRows)).find((row) => row.url === url || row.name === name);
  const id =
    known?.id ??
    (
      await withSealingKey(keys.sealing.publicKey, () =>
        registerSite(admin, {
          name,
          url,
          certificateAuthority: authority,
          credential: "account",
          user,
          password,
        }),
      )
    ).id;
  if (!known?.checkResult) await checkOnce(keys);
  if (!known && act) await letSiteAct(admin, { id });
  const row = await readAll(admin.db, (tx) => findSite(tx, id));
  const bound = await readAll(admin.db, (tx) => listBoundOrganizations(tx, [id]));
  for (const [vcdName, organization] of Object.entries(bindings)) {
    if (bound.some(({ binding }) => binding.name === vcdName)) continue;
    const found = row?.checkResult?.organizations.find((each) => each.name === vcdName);
    if (!found) {
      const why =
        row?.checkResult?.lines.find(({ result }) => result === "fail")?.message ?? "it is not there";
      throw new Error(`The organization ${vcdName} was not found at ${url}: ${why}`);
    }
    await bindOrganization(admin, { siteId: id, orgId: found.id, organization });
  }
  return id;
}

function readAll<T>(db: Database, read: Parameters<typeof withReach<T>>[2]): Promise<T> {
  return withReach(db, { organizationIds: "*", personId: null }, read);
}

async function checkOnce({ databaseUrl, sealing }: { databaseUrl: string; sealing: SealingKeyPair }) {
  const db = openDatabase(databaseUrl, { role: "drawbridge_worker", max: 2, name: "drawbridge-seeds" });
  const clients = new AwsClients({});
  const vcdClients = new VcdClients();
  try {
    const context = {
      db,
      clients,
      vcdClients,
      sealingKeys: [sealing],
      installationId: "seeds",
      workerId: randomUUID(),
      clock: () => new Date(),
      glanceMs: 3_000,
      fullSweepMs: 60_000,
      stopping: new AbortController().signal,
    };
    for (const site of await loadAskedSiteChecks(db)) {
      await recordSiteCheck(db, site, await checkSite(context, site));
    }
  } finally {
    await Promise.all([clients.close(), vcdClients.close()]);
    await db.$client.end();
  }
}

/** Verbs read the key from the environment alone, as the web does; whatever stood there comes back afterwards. */
export async function withSealingKey<T>(publicKey: string, work: () => Promise<T>): Promise<T> {
  const before = process.env.SEALING_PUBLIC_KEY;
  process.env.SEALING_PUBLIC_KEY = publicKey;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.SEALING_PUBLIC_KEY;
    else process.env.SEALING_PUBLIC_KEY = before;
  }
}
