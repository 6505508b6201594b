import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkoutRoot } from "@/bin/launcher/checkout";
import { workerEnvironment } from "@/bin/launcher/environments";
import { migrateDatabase, migrateOrRequireMigrated } from "@/lib/db/migrate";
import { type BuiltWeb, startBuiltWeb } from "../support/built-web";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { sealingKeys } from "../support/sealing-keys";
import { makeTenancy, type Tenancy } from "../support/tenancy";
import { listenOnWire, type WireListener } from "../support/wire-listener";

// Two logins of PostgreSQL with one role each, and two users of the machine: as docs/operations.md sets them up.
const suffix = randomBytes(4).toString("hex");
const logins = { web: `web_${suffix}`, worker: `worker_${suffix}` };
const uids = { web: 61_001, worker: 61_002 };

let database: TestDatabase;
let t: Tenancy;
let owner: pg.Client;
const clients: Record<keyof typeof logins, pg.Client> = {} as never;

const urlAs = (login: string) => database.url.replace(/^(postgresql:\/\/)[^@]*@/, `$1${login}@`);

beforeAll(async () => {
  database = await createTestDatabase();
  t = await makeTenancy(database.url);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  for (const [who, login] of Object.entries(logins)) {
    await owner.query(`create role ${login} login in role drawbridge_${who}`);
  }
  await migrateDatabase(database.url);
  for (const who of ["web", "worker"] as const) {
    clients[who] = new pg.Client({
      connectionString: urlAs(logins[who]),
      options: `-c role=drawbridge_${who}`,
    });
    await clients[who].connect();
  }
});
afterAll(async () => {
  for (const client of [...Object.values(clients), owner]) await client?.end();
  await t?.close();
  const admin = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await admin.connect();
  await database?.drop();
  for (const login of Object.values(logins)) await admin.query(`drop role if exists ${login}`);
  await admin.end();
});

const tried = (who: keyof typeof logins, statement: string) =>
  clients[who].query(statement).then(
    () => "done",
    (error: Error) => error.message,
  );

describe("two logins", () => {
  test.each([
    ["web", "set role drawbridge_worker"],
    ["web", "select credential_sealed from vcd_sites"],
    ["web", "select secret_sealed from webhooks"],
    ["web", "select token_sealed from vcd_sessions"],
    ["web", "select kubeconfig_sealed from clusters"],
    ["web", "delete from audit"],
    ["web", "update audit set hash = ''"],
    ["web", "delete from places"],
    ["web", "alter table connections disable row level security"],
    ["web", "drop policy web on connections"],
    ["web", "create table public.mine (a int)"],
    ["web", "create function public.mine() returns int language sql as 'select 1'"],
    ["worker", "set role drawbridge_web"],
    ["worker", "select password_hash from people"],
    [
      "worker",
      "insert into memberships (organization_id, person_id, role) values (null, null, 'provider-admin')",
    ],
    ["worker", "update people set password_hash = ''"],
    ["worker", "insert into audit (seq) values (1)"],
    ["worker", "select * from audit"],
    ["worker", "alter table connections disable row level security"],
    ["worker", "create table public.mine (a int)"],
  ] as const)("the %s may not: %s", async (who, statement) => {
    expect(await tried(who, statement)).toMatch(/permission denied|must be owner/);
  });

  test.each(["web", "worker"] as const)(
    "the %s starts on a database that is up to date, and on no other",
    async (who) => {
      await expect(migrateOrRequireMigrated(urlAs(logins[who]))).resolves.toBeUndefined();
      await owner.query("begin");
      await owner.query("update drizzle.__drizzle_migrations set created_at = created_at - 1");
      await owner.query("commit");
      await expect(migrateOrRequireMigrated(urlAs(logins[who]))).rejects.toThrow(/npm run db:migrate first/);
      await owner.query("update drizzle.__drizzle_migrations set created_at = created_at + 1");
    },
  );
});

// Only root may start a program as somebody else.
describe.skipIf(process.getuid?.() !== 0)("two users of the machine", () => {
  const secrets = {
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLEOFTESTS",
    AWS_SECRET_ACCESS_KEY: "cloud-secret-of-tests",
    SEALING_PRIVATE_KEYS: sealingKeys.privateKey,
    SMTP_URL: "smtp://mailer:mail-secret-of-tests@127.0.0.1:2525",
  };
  let web: BuiltWeb;
  let worker: ChildProcess;
  // The private PostgreSQL's socket is for whoever runs the tests: both come over TCP, as in production.
  const wires: WireListener[] = [];
  const said: string[] = [];

  beforeAll(async () => {
    const [webUrl = "", workerUrl = ""] = await Promise.all(
      [logins.web, logins.worker].map(async (login) => {
        const wire = await listenOnWire(urlAs(login));
        wires.push(wire);
        return wire.url;
      }),
    );
    worker = spawn(process.execPath, ["--import", "tsx", "bin/worker.ts"], {
      cwd: checkoutRoot,
      uid: uids.worker,
      gid: uids.worker,
      env: workerEnvironment({
        PATH: process.env.PATH,
        NODE_ENV: "production",
        DATABASE_URL: workerUrl,
        DRAWBRIDGE_INSTALLATION_ID: "test-installation",
        NEXTAUTH_URL: "https://bridge.example",
        MAIL_FROM: "drawbridge@bridge.example",
        AWS_EC2_METADATA_DISABLED: "true",
        ...secrets,
      }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [worker.stdout, worker.stderr])
      stream?.on("data", (chunk) => said.push(String(chunk)));
    // Whoever starts the web has these in their own environment: it must not hand them on.
    for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value);
    web = await startBuiltWeb(webUrl, {}, uids.web);
    vi.unstubAllEnvs();
  }, 400_000);
  afterAll(async () => {
    worker?.kill("SIGKILL");
    await web?.stop();
    for (const wire of wires) await wire.close();
  });

  const readAs = (uid: number, path: string) => spawnSync("cat", [path], { uid, gid: uid, encoding: "utf8" });

  test("serve people together", async () => {
    await vi
      .waitUntil(async () => (await owner.query("select 1 from workers")).rowCount === 1, {
        timeout: 40_000,
      })
      .catch(() => expect.fail(said.join("")));
    const health = await web.ask("/api/health");
    expect(health.status, health.body).toBe(200);
    const page = await web.ask("/acme", { sessionId: t.as("operator", null).sessionId });
    expect(page.status, web.lines.join("\n")).toBe(200);
    expect(page.body).toContain("Acme");
    for (const path of ["/acme/clusters", "/acme/connections"]) {
      expect((await web.ask(path, { sessionId: t.as("operator", null).sessionId })).status).toBe(200);
    }
  });

  test("the web holds nothing that opens a cloud, a sealed text or a mail server", () => {
    const environment = readFileSync(`/proc/${web.pid}/environ`, "utf8");
    expect(environment).toContain("NEXTAUTH_SECRET=");
    expect(environment).not.toMatch(/(^|\0)(AWS_|SEALING_PRIVATE_KEYS=|SMTP_URL=)/);
    for (const secret of Object.values(secrets)) expect(environment).not.toContain(secret);
    expect(statSync(`/proc/${web.pid}`).uid).toBe(uids.web);
    expect(statSync(`/proc/${worker.pid}`).uid).toBe(uids.worker);
  });

  test("neither reads what the other holds", () => {
    expect(readFileSync(`/proc/${worker.pid}/environ`, "utf8")).toContain("AKIAEXAMPLEOFTESTS");
    for (const what of ["environ", "mem", "maps"]) {
      expect(readAs(uids.web, `/proc/${worker.pid}/${what}`).stderr, what).toMatch(/Permission denied/);
      expect(readAs(uids.worker, `/proc/${web.pid}/${what}`).stderr, what).toMatch(/Permission denied/);
    }
  });
});
