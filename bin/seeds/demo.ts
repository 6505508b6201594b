import { openDatabase } from "@/lib/db/pool";
import type { VerbContext } from "@/lib/services/context";
import {
  demoAdmin,
  demoOrganizations,
  demoRegions,
  demoWorld,
  providerAccountId,
  workerCredential,
} from "./demo-world";
import { seedAccount, seedAdmin, seedCluster, seedOrganization } from "./installation";
import { readInventory } from "./read-inventory";

/**
 * Fills an empty database and an empty sandbox with the demo; where they are filled already, nothing changes. The
 * database must be migrated and the sandbox must answer.
 */
export async function seedDemo(demo: {
  databaseUrl: string;
  sandboxUrl: string;
  password: string;
  log: (line: string) => void;
}): Promise<void> {
  const now = new Date();
  await describeWorld(demo.sandboxUrl);
  const db = openDatabase(demo.databaseUrl, { role: "drawbridge_web", max: 2, name: "drawbridge-seeds" });
  try {
    const admin = await seedAdmin(db, { ...demoAdmin, password: demo.password, now });
    for (const organization of demoOrganizations) {
      await seedOrganization(admin, { ...organization, password: demo.password });
    }
    const placeIds = await seedAccount(admin, {
      accountId: providerAccountId,
      name: "Clusters",
      regions: demoRegions,
      act: true,
    });
    await readPlaces(demo, placeIds, now);
    await seedClusters(admin, placeIds);
    demo.log("The demo's organizations, people and clusters are in place.");
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

async function readPlaces(
  demo: { databaseUrl: string; sandboxUrl: string },
  placeIds: Map<string, string>,
  now: Date,
): Promise<void> {
  const db = openDatabase(demo.databaseUrl, { role: "drawbridge_worker", max: 1, name: "drawbridge-seeds" });
  try {
    await withCredential(workerCredential, () =>
      readInventory(
        db,
        { ec2: demo.sandboxUrl, sts: demo.sandboxUrl },
        [...placeIds].map(([region, placeId]) => ({
          placeId,
          region,
          accountId: providerAccountId,
          roleArn: null,
          externalId: null,
        })),
        now,
      ),
    );
  } finally {
    await db.$client.end();
  }
}

/** The SDK reads its credential from the environment alone; whatever stood there comes back afterwards. */
async function withCredential(
  credential: { accessKeyId: string; secretAccessKey: string },
  work: () => Promise<void>,
): Promise<void> {
  const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const;
  const before = names.map((name) => [name, process.env[name]] as const);
  process.env.AWS_ACCESS_KEY_ID = credential.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credential.secretAccessKey;
  delete process.env.AWS_SESSION_TOKEN;
  try {
    await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

async function seedClusters(admin: VerbContext, placeIds: Map<string, string>): Promise<void> {
  for (const { slug, clusters } of demoOrganizations) {
    for (const { region, ...cluster } of clusters) {
      const placeId = placeIds.get(region);
      if (!placeId) throw new Error(`The demo's account has no place in ${region}.`);
      await seedCluster(admin, { organization: slug, placeId, ...cluster });
    }
  }
}
