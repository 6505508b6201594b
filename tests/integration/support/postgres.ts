import pg from "pg";
import { disposableDirectory } from "@/bin/launcher/checkout";
import { startPrivatePostgres } from "@/bin/launcher/private-postgres";

let stop: () => Promise<void> = async () => {};

/** Gives the integration tests a PostgreSQL of their own, unless `TEST_DATABASE_URL` names one. */
export async function setup(): Promise<void> {
  process.env.TEST_RUN_ID = String(process.pid);
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    stop = () => dropTemplate(given);
    return;
  }
  const dataDir = disposableDirectory("integration");
  const server = await startPrivatePostgres({ dataDir, log: () => {}, disposable: true });
  process.env.TEST_DATABASE_URL = server.databaseUrl;
  stop = server.stop;
}

export async function teardown(): Promise<void> {
  await stop();
}

async function dropTemplate(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`drop database if exists drawbridge_template_${process.pid} with (force)`);
  await admin.end();
}
