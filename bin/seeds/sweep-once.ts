import { randomUUID } from "node:crypto";
import { openDatabase } from "@/lib/db/pool";
import { AwsClients } from "@/lib/providers/aws/client";
import { VcdClients } from "@/lib/providers/vcd/client";
import { sweepPlaceOnce } from "@/lib/worker/places";

export type AwsCredential = { accessKeyId: string; secretAccessKey: string };

/**
 * Sweeps places once, as the worker does, so that their VPCs are known before it first runs. For places without
 * connections of ours: the sweep goes under an installation of its own.
 */
export async function sweepOnce(options: {
  databaseUrl: string;
  /** Where EC2 and STS answer. */
  awsUrl: string;
  credential: AwsCredential;
  placeIds: Iterable<string>;
}): Promise<void> {
  const db = openDatabase(options.databaseUrl, {
    role: "drawbridge_worker",
    max: 2,
    name: "drawbridge-seeds",
  });
  const clients = new AwsClients({ ec2: options.awsUrl, sts: options.awsUrl });
  try {
    const context = {
      db,
      clients,
      vcdClients: new VcdClients(),
      sealingKeys: [],
      installationId: "seeds",
      workerId: randomUUID(),
      clock: () => new Date(),
      glanceMs: 3_000,
      fullSweepMs: 60_000,
      stopping: new AbortController().signal,
    };
    await withCredential(options.credential, async () => {
      const reports = await Promise.all(
        [...options.placeIds].map((placeId) => sweepPlaceOnce(context, placeId)),
      );
      for (const report of reports) {
        if (!report) throw new Error("A place could not be swept: another worker holds it.");
        if ("failed" in report) throw new Error(`A place could not be read: ${report.failed.message}`);
      }
    });
  } finally {
    await clients.close();
    await db.$client.end();
  }
}

/** The SDK reads its credential from the environment alone; whatever stood there comes back afterwards. */
async function withCredential(credential: AwsCredential, work: () => Promise<void>): Promise<void> {
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
