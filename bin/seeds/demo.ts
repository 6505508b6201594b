import type { SealingKeyPair } from "@/lib/crypto/key-pair";
import { openDatabase } from "@/lib/db/pool";
import type { VerbContext } from "@/lib/services/context";
import {
  demoAdmin,
  demoOrganizations,
  demoRegions,
  demoSite,
  demoWorld,
  providerAccountId,
  workerCredential,
} from "./demo-world";
import { hasCluster, seedAccount, seedAdmin, seedCluster, seedOrganization } from "./installation";
import { seedSite, withSealingKey } from "./sites";
import { sweepOnce } from "./sweep-once";

/**
 * Fills an empty database and an empty sandbox with the demo; where they are filled already, nothing changes. The
 * database must be migrated and the sandbox must answer.
 */
export async function seedDemo(demo: {
  databaseUrl: string;
  sandboxUrl: string;
  password: string;
  /** The sandbox's VCD, and the keys by which its credential is kept. */
  vcd: { url: string; authority: string; sealing: SealingKeyPair };
  log: (line: string) => void;
}): Promise<void> {
  const now = new Date();
  await describeWorld(demo.sandboxUrl);
  const db = openDatabase(demo.databaseUrl, { role: "drawbridge_web", max: 2, name: "drawbridge-seeds" });
  try {
    const admin = await seedAdmin(db, { ...demoAdmin, password: demo.password, now });
    for (const organization of demoOrganizations) {
      await withSealingKey(demo.vcd.sealing.publicKey, () =>
        seedOrganization(admin, { ...organization, password: demo.password }),
      );
    }
    const placeIds = await seedAccount(admin, {
      accountId: providerAccountId,
      name: "Clusters",
      regions: demoRegions,
      act: true,
    });
    await seedClusters(admin, placeIds, demo);
    await seedSite(admin, { ...demoSite, ...demo.vcd }, { ...demo, sealing: demo.vcd.sealing });
    demo.log("The demo's organizations, people, clusters and site are in place.");
  } finally {
    await db.$client.end();
  }
}

/** Gives the sandbox the demo's accounts and networks, unless it has them. */
export async function describeWorld(sandboxUrl: string): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/_sandbox/world`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(demoWorld),
  });
  if (!answer.ok) {
    throw new Error(`The sandbox refused the demo's world: ${answer.status} ${await answer.text()}`);
  }
}

/** A cluster's VPC must have been found before it can be registered, so one sweep goes ahead of the first. */
async function seedClusters(
  admin: VerbContext,
  placeIds: Map<string, string>,
  { databaseUrl, sandboxUrl }: { databaseUrl: string; sandboxUrl: string },
): Promise<void> {
  let swept = false;
  for (const { slug, clusters } of demoOrganizations) {
    for (const { region, ...cluster } of clusters) {
      if (await hasCluster(admin, { organization: slug, name: cluster.name })) continue;
      if (!swept) {
        await sweepOnce({
          databaseUrl,
          awsUrl: sandboxUrl,
          credential: workerCredential,
          placeIds: placeIds.values(),
        });
        swept = true;
      }
      const placeId = placeIds.get(region);
      if (!placeId) throw new Error(`The demo's account has no place in ${region}.`);
      await seedCluster(admin, { organization: slug, placeId, ...cluster });
    }
  }
}
