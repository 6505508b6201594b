import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { workerCredential } from "@/bin/seeds/demo-world";
import { readLauncherConfig } from "@/lib/config/launcher";
import { type SealingKeyPair, sealingKeyPairOf } from "@/lib/crypto/key-pair";
import type { VcdNeighbour } from "@/sandbox/server";
import { ensureBuild } from "./build";
import { checkoutRoot, dataDirectory, disposableDirectory } from "./checkout";
import { type DemoSecrets, readDemoSecrets } from "./demo-secrets";
import { QUIET_AWS_SDK, sandboxEnvironment, webEnvironment, workerEnvironment } from "./environments";
import { answersHttp, type Launch, launch, waitForHealth } from "./launch";
import { requireFreePort } from "./ports";
import { startPrivatePostgres } from "./private-postgres";
import { terminalForPeople } from "./terminal";

type Kind = "demo" | "dev";

/** What the file named by --ready-file holds once everything answers. */
export type ReadyStack = {
  origin: string;
  sandboxUrl: string;
  vcdUrl: string;
  /** PEM of the authority that a client of the VCD must trust. */
  vcdAuthority: string;
  databaseUrl: string;
  password: string;
};

const HEALTH_TIMEOUT_MS = 60_000;
const tsx = ["--import", "tsx"];
const next = join(checkoutRoot, "node_modules/next/dist/bin/next");

/**
 * Everything in one terminal, beside a sandbox instead of AWS: private PostgreSQL, sandbox, web, worker, seeds.
 * `--empty` leaves the seeds out, `--disposable` keeps nothing, `--ready-file` says in a file when all is up.
 */
export function runLocalStack(kind: Kind): Promise<never> {
  const terminal = terminalForPeople();
  return launch(terminal, async (run) => {
    const { values: flags } = parseArgs({
      options: {
        empty: { type: "boolean", default: false },
        disposable: { type: "boolean", default: false },
        "ready-file": { type: "string" },
      },
    });
    const command = `npm run ${kind}`;
    const config = readLauncherConfig();
    const host = ["0.0.0.0", "::"].includes(config.host) ? "127.0.0.1" : config.host;
    const origin = `http://${host}:${config.port}`;
    const sandboxUrl = `http://127.0.0.1:${config.sandboxPort}`;
    await requireFreePort({ host: config.host, port: config.port, what: "web", variable: "PORT", command });
    await requireFreePort({
      host: "127.0.0.1",
      port: config.sandboxPort,
      what: "sandbox",
      variable: "SANDBOX_PORT",
      command,
    });
    await requireFreePort({
      host: "127.0.0.1",
      port: config.mailSandboxPort,
      what: "sandbox's mail",
      variable: "SANDBOX_MAIL_PORT",
      command,
    });
    await requireFreePort({
      host: "127.0.0.1",
      port: config.vcdSandboxPort,
      what: "sandbox's VCD",
      variable: "VCD_SANDBOX_PORT",
      command,
    });
    const dataDir = flags.disposable ? disposableDirectory(kind) : dataDirectory(kind);
    const secrets = await readDemoSecrets(dataDir);

    const built = kind === "demo" ? ensureBuild(config.buildFolder, terminal, run.signal) : Promise.resolve();
    built.catch(run.fail);

    const { databaseUrl, folder } = await openDatabase(run, dataDir, flags.disposable, command);
    const sealing = await sealingKeyPairOf(secrets.sealingPrivateKey);
    const variables = localVariables({ origin, sandboxUrl, databaseUrl, dataDir, secrets, sealing, config });
    await run.processes.start(
      {
        name: "sandbox",
        args: [...tsx, "bin/sandbox.ts"],
        env: sandboxEnvironment(variables),
        graceMs: 3_000,
      },
      () => answersHttp(sandboxUrl),
    );
    const vcd = await findVcd(sandboxUrl);
    Object.assign(process.env, QUIET_AWS_SDK);
    const { describeWorld, seedDemo } = await import("@/bin/seeds/demo");
    if (flags.empty) await describeWorld(sandboxUrl);
    else {
      const { password } = secrets;
      await seedDemo({ databaseUrl, sandboxUrl, password, vcd: { ...vcd, sealing }, log: terminal.say });
    }
    await built;
    if (run.signal.aborted) return;

    await run.processes.start(
      { name: "worker", args: workerArgs(kind), env: workerEnvironment(variables), graceMs: 5_000 },
      async () => true,
    );
    await run.processes.start(
      // Next waits for open event streams when asked to end, and browsers reopen them: it must be killed.
      { name: "web", args: webArgs(kind, config), env: webEnvironment(variables), graceMs: 1_500 },
      () => answersHttp(`${origin}/api/health`),
      120_000,
    );
    const ill = await waitForHealth(`${origin}/api/health`, run.signal, HEALTH_TIMEOUT_MS);
    if (run.signal.aborted) return;
    if (ill) terminal.warn(`Not everything is well: ${origin}/api/health says ${ill}`);

    const ready: ReadyStack = {
      origin,
      sandboxUrl,
      vcdUrl: vcd.url,
      vcdAuthority: vcd.authority,
      databaseUrl,
      password: secrets.password,
    };
    if (flags["ready-file"]) writeWhole(flags["ready-file"], JSON.stringify(ready));
    const { leftOut } = vcd;
    const kept = [...new Set([dataDir, folder ?? dataDir])];
    for (const line of closingLines(ready, { ...flags, leftOut, kept })) terminal.say(line);
  });
}

/** Where the sandbox's VCD is, whom its clients must trust, and what of it this machine cannot have. */
async function findVcd(sandboxUrl: string): Promise<VcdNeighbour> {
  const answer = await fetch(`${sandboxUrl}/_sandbox/vcd`);
  if (!answer.ok) throw new Error(`The sandbox does not say where its VCD is: ${answer.status}`);
  return (await answer.json()) as VcdNeighbour;
}

async function openDatabase(
  run: Launch,
  dataDir: string,
  disposable: boolean,
  command: string,
): Promise<{ databaseUrl: string; folder?: string }> {
  const given = process.env.DEMO_DATABASE_URL;
  if (process.env.DATABASE_URL && !given) {
    run.terminal.say("DATABASE_URL is set but not used: a demo never touches a database that may be real.");
  }
  const { migrateDatabase } = await import("@/lib/db/migrate");
  if (given) {
    await migrateDatabase(given, run.terminal.say);
    return { databaseUrl: given };
  }
  const server = await startPrivatePostgres({ dataDir, disposable, log: run.terminal.say });
  if (server.adopted) {
    throw new Error(
      `Another Drawbridge already runs on ${dataDir}. Use that one, or end a forgotten one (kill -INT its process), ` +
        "or start a second one beside it: " +
        `DATA_DIR=.data/second PORT=3001 SANDBOX_PORT=4567 VCD_SANDBOX_PORT=4444 VCD_SANDBOX_NETWORKS=2,4 ${command}`,
    );
  }
  run.onEnd(server.stop);
  void server.died.then((lastWords) =>
    run.fail(new Error(`PostgreSQL ended by itself. Its last lines:\n${lastWords}`)),
  );
  await migrateDatabase(server.databaseUrl, run.terminal.say);
  return { databaseUrl: server.databaseUrl, folder: server.folder };
}

function localVariables(stack: {
  origin: string;
  sandboxUrl: string;
  databaseUrl: string;
  dataDir: string;
  secrets: DemoSecrets;
  sealing: SealingKeyPair;
  config: ReturnType<typeof readLauncherConfig>;
}): NodeJS.ProcessEnv {
  const { origin, sandboxUrl, databaseUrl, dataDir, secrets, sealing, config } = stack;
  // The person's own AWS keys, profiles and endpoints have no business in a demo.
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_") && name !== "NODE_ENV"),
  );
  return {
    ...(own as NodeJS.ProcessEnv),
    DATABASE_URL: databaseUrl,
    NEXTAUTH_SECRET: secrets.sessionSecret,
    NEXTAUTH_URL: origin,
    HOST: config.host,
    PORT: String(config.port),
    NEXT_DIST_DIR: config.buildFolder,
    SANDBOX_URL: sandboxUrl,
    SANDBOX_HOST: "127.0.0.1",
    SANDBOX_PORT: String(config.sandboxPort),
    SANDBOX_STATE_FILE: join(dataDir, "sandbox.json"),
    SANDBOX_MAIL_PORT: String(config.mailSandboxPort),
    // Always the sandbox's own: a demo mails nobody.
    SMTP_URL: `smtp://127.0.0.1:${config.mailSandboxPort}`,
    MAIL_FROM: "Drawbridge <drawbridge@provider.test>",
    VCD_SANDBOX_PORT: String(config.vcdSandboxPort),
    VCD_SANDBOX_STATE_FILE: join(dataDir, "sandbox-vcd.json"),
    VCD_SANDBOX_NETWORKS: `${config.vcdSandboxNetworks.external},${config.vcdSandboxNetworks.internal}`,
    DRAWBRIDGE_INSTALLATION_ID: secrets.installationId,
    SEALING_PRIVATE_KEYS: [sealing.privateKey, ...secrets.formerSealingPrivateKeys].join(","),
    SEALING_PUBLIC_KEY: sealing.publicKey,
    // Webhooks can be tried with a receiver on this machine.
    OUTBOUND_ALLOW: process.env.OUTBOUND_ALLOW || "127.0.0.0/8",
    OUTBOUND_PLAIN_HTTP: process.env.OUTBOUND_PLAIN_HTTP || "on",
    AWS_ENDPOINT_URL_EC2: sandboxUrl,
    AWS_ENDPOINT_URL_STS: sandboxUrl,
    AWS_ACCESS_KEY_ID: workerCredential.accessKeyId,
    AWS_SECRET_ACCESS_KEY: workerCredential.secretAccessKey,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

// Renamed into place, so that whoever waits for the file never reads half of it.
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function workerArgs(kind: Kind): string[] {
  if (kind === "demo") return [...tsx, "bin/worker.ts"];
  return [
    join(checkoutRoot, "node_modules/tsx/dist/cli.mjs"),
    "watch",
    "--clear-screen=false",
    "bin/worker.ts",
  ];
}

function webArgs(kind: Kind, config: { host: string; port: number }): string[] {
  return [next, kind === "demo" ? "start" : "dev", "--hostname", config.host, "--port", String(config.port)];
}

function closingLines(
  stack: ReadyStack,
  more: { leftOut: string[]; kept: string[]; empty: boolean; disposable: boolean },
): string[] {
  const { leftOut, kept, empty, disposable } = more;
  const accounts = empty
    ? [
        "The database is empty. Make the first admin in another terminal:",
        `  DATABASE_URL='${stack.databaseUrl}' NEXTAUTH_URL=${stack.origin} npm run admin:create -- --email you@example.com`,
      ]
    : [
        "Accounts      tenant@acme.test     may request connections for Acme",
        "              viewer@acme.test     may look at Acme",
        "              tenant@globex.test   may request connections for Globex",
        "              admin@provider.test  approves, for the provider",
        `Password      ${stack.password}`,
      ];
  return [
    "",
    `Drawbridge    ${stack.origin}`,
    ...accounts,
    `Sandbox       ${stack.sandboxUrl}/_sandbox  plays the tenant's AWS account`,
    `Mail          ${stack.sandboxUrl}/_sandbox/mail  shows what is mailed, to anybody`,
    `VCD           ${stack.vcdUrl}  organization tenant1, user tenant1-admin, password tenant1-password`,
    `              its authority: ${stack.sandboxUrl}/_sandbox/vcd/authority.pem`,
    ...leftOut.map((what) => `Left out      ${what}`),
    `Stop          Ctrl-C. ${disposable ? "Nothing is kept." : `The data stays in ${kept.join(" and ")}.`}`,
    "",
  ];
}
