import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { dataDirectory } from "@/bin/launcher/checkout";
import { isAlive, startPrivatePostgres } from "@/bin/launcher/private-postgres";

let stop: () => Promise<void> = async () => {};

/** Gives the integration tests a PostgreSQL of their own, unless `TEST_DATABASE_URL` names one. */
export async function setup(): Promise<void> {
  process.env.TEST_RUN_ID = String(process.pid);
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    stop = () => dropTemplate(given);
    return;
  }
  const dataDir = join(
    dataDirectory({ ...process.env, DATA_DIR: undefined }),
    "test",
    `integration-${process.pid}`,
  );
  const server = await startPrivatePostgres({ dataDir, log: () => {}, disposable: true });
  removeAbandoned(dirname(server.folder));
  process.env.TEST_DATABASE_URL = server.databaseUrl;
  stop = async () => {
    await server.stop();
    rmSync(server.folder, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  };
}

export async function teardown(): Promise<void> {
  await stop();
}

// A killed run leaves its folder behind.
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^integration-(\d+)$/.exec(basename(name))?.[1]);
    if (pid && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

async function dropTemplate(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`drop database if exists drawbridge_template_${process.pid} with (force)`);
  await admin.end();
}
