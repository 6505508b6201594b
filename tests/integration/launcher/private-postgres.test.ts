import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isAlive } from "@/bin/launcher/checkout";
import { startPrivatePostgres } from "@/bin/launcher/private-postgres";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "drawbridge-postgres-"));
  // PostgreSQL does not run as root, and its user must get in.
  chmodSync(dataDir, 0o755);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = () => startPrivatePostgres({ dataDir, log: () => {} });
const postmasterPid = () =>
  Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);

async function query<T>(databaseUrl: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

it("keeps what was written, and is gone when stopped", async () => {
  const first = await start();
  await query(first.databaseUrl, "create table kept as select 1 as one");
  const pid = postmasterPid();
  await first.stop();
  expect(isAlive(pid)).toBe(false);

  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second.databaseUrl, "select * from kept")).toEqual([{ one: 1 }]);
  await second.stop();
});

it("is one server however many start it at once, also where none was yet", async () => {
  const servers = await Promise.all([start(), start(), start()]);
  expect(servers.filter((server) => !server.adopted)).toHaveLength(1);
  expect(new Set(servers.map((server) => server.databaseUrl)).size).toBe(1);
  await Promise.all(servers.map((server) => server.stop()));
});

it("ends with the process that started it, even when that one is killed", async () => {
  const script = join(import.meta.dirname, "own-postgres.ts");
  const owner = spawn(process.execPath, ["--import", "tsx", script, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [databaseUrl] = (await once(createInterface({ input: owner.stdout }), "line")) as [string];
  await query(databaseUrl, "create table survived as select 1 as one");
  const pid = postmasterPid();

  owner.kill("SIGKILL");
  await vi.waitUntil(() => !isAlive(pid), { timeout: 10_000 });

  const next = await start();
  expect(await query(next.databaseUrl, "select * from survived")).toEqual([{ one: 1 }]);
  await next.stop();
});

it("takes no word of a pid file whose process is another program", async () => {
  const server = await start();
  await server.stop();
  const stranger = spawn("sleep", ["60"], process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {});
  const file = join(dataDir, "postgres/postmaster.pid");
  writeFileSync(file, `${stranger.pid}\n${join(dataDir, "postgres")}\n1\n5432\n\n\n`);
  if (process.getuid?.() === 0) chownSync(file, 65534, 65534);
  await expect(start()).rejects.toThrow(`Remove that file and start again: rm ${file}`);
  stranger.kill();
});

it("says when PostgreSQL ended by itself", async () => {
  const server = await start();
  process.kill(postmasterPid(), "SIGKILL");
  await expect(server.died).resolves.toBeTypeOf("string");
  await server.stop();
});
