import { join } from "node:path";
import { parseArgs } from "node:util";
import { ConfigurationError, type Environment } from "@/lib/config/environment";
import { type LauncherConfig, readLauncherConfig } from "@/lib/config/launcher";
import { readWebConfig } from "@/lib/config/web";
import { describeAwsCredentials, readWorkerConfig } from "@/lib/config/worker";
import { stateOfBuild } from "./launcher/build";
import { checkoutRoot, dataDirectory } from "./launcher/checkout";
import { webEnvironment, workerEnvironment } from "./launcher/environments";
import { answersHttp, type Launch, launch } from "./launcher/launch";
import { requireFreePort } from "./launcher/ports";
import { startPrivatePostgres } from "./launcher/private-postgres";
import { withSealingPublicKey } from "./launcher/sealing";
import { terminalForCollectors, terminalForPeople } from "./launcher/terminal";

// Stands in for the URL of a private PostgreSQL, which is known only once it runs.
const PRIVATE = "postgresql://private";

await launch(process.stdout.isTTY ? terminalForPeople() : terminalForCollectors(), async (run) => {
  const { values: flags } = parseArgs({
    options: { web: { type: "boolean", default: false }, worker: { type: "boolean", default: false } },
  });
  const both = flags.web === flags.worker;
  const parts = { web: both || flags.web, worker: both || flags.worker };
  const config = await readConfiguration(parts, both);
  if (parts.web) await checkWeb(run, config);

  const databaseUrl = config.databaseUrl ?? (await startOwnDatabase(run));
  const { migrateOrRequireMigrated } = await import("@/lib/db/migrate");
  await migrateOrRequireMigrated(databaseUrl, run.terminal.say);

  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: "production" };
  if (parts.worker) {
    run.terminal.say(`AWS credentials of the worker: ${describeAwsCredentials()}.`);
    await run.processes.start(
      {
        name: "worker",
        args: ["--import", "tsx", "bin/worker.ts"],
        env: workerEnvironment(env),
        graceMs: 10_000,
      },
      async () => true,
    );
  }
  if (parts.web) {
    const webEnv = webEnvironment((await withSealingPublicKey(env)) as NodeJS.ProcessEnv);
    const next = join(checkoutRoot, "node_modules/next/dist/bin/next");
    const args = [next, "start", "--hostname", config.host, "--port", String(config.port)];
    const host = config.host === "0.0.0.0" ? "127.0.0.1" : config.host === "::" ? "[::1]" : config.host;
    await run.processes.start(
      // Next waits for open event streams when asked to end, and browsers reopen them: it must be killed.
      { name: "web", args, env: webEnv, graceMs: 2_000 },
      () => answersHttp(`http://${host}:${config.port}/api/health`),
    );
    run.terminal.say(`The web answers on http://${host}:${config.port} for ${process.env.NEXTAUTH_URL}.`);
  }
});

/** Reads what each part needs before anything runs, and names all that is missing or wrong at once. */
async function readConfiguration(
  parts: { web: boolean; worker: boolean },
  both: boolean,
): Promise<LauncherConfig> {
  // One part alone is half of something larger, which must share a database.
  const env: Environment = { ...process.env };
  if (both) env.DATABASE_URL ||= PRIVATE;
  let webEnv = env;
  const readSealing = async () => {
    webEnv = await withSealingPublicKey(env);
  };
  const readers = [
    () => readLauncherConfig(),
    ...(parts.web ? [readSealing, () => readWebConfig(webEnv)] : []),
    ...(parts.worker ? [() => readWorkerConfig(env)] : []),
  ];
  const problems = new Map<string, ConfigurationError["problems"][number]>();
  for (const read of readers) {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      for (const problem of error.problems) problems.set(problem.name, problem);
    }
  }
  // The worker's names what is missing: with it, the web's is known too.
  if (problems.has("SEALING_PRIVATE_KEYS") && !env.SEALING_PUBLIC_KEY) problems.delete("SEALING_PUBLIC_KEY");
  if (problems.size) throw new ConfigurationError([...problems.values()]);
  return readLauncherConfig();
}

async function checkWeb(run: Launch, config: LauncherConfig): Promise<void> {
  const build = stateOfBuild(config.buildFolder);
  if (build === "missing") {
    throw new Error(`There is no build of the web in ${config.buildFolder}. Make one: npm run build`);
  }
  if (build === "outdated")
    run.terminal.warn("The web's sources are newer than its build. Build again: npm run build");
  await requireFreePort({
    host: config.host,
    port: config.port,
    what: "web",
    variable: "PORT",
    command: "npm start",
  });
  const origin = new URL(process.env.NEXTAUTH_URL ?? "");
  if (origin.protocol === "http:" && !["127.0.0.1", "localhost", "[::1]"].includes(origin.hostname)) {
    run.terminal.warn(
      `NEXTAUTH_URL is ${origin.origin}: without https, passwords and cookies cross the network readable.`,
    );
  }
}

async function startOwnDatabase(run: Launch): Promise<string> {
  run.terminal.warn(
    "DATABASE_URL is not set: a private PostgreSQL on this machine holds all data. It ends with this process; " +
      "back it up yourself, and set DATABASE_URL to run more than one machine.",
  );
  const server = await startPrivatePostgres({ dataDir: dataDirectory("production"), log: run.terminal.say });
  if (server.adopted) {
    throw new Error(
      "Another npm start already runs on this private PostgreSQL. Stop that one, set DATABASE_URL, or set DATA_DIR " +
        "and PORT to start a second installation.",
    );
  }
  run.onEnd(server.stop);
  void server.died.then((lastWords) =>
    run.fail(new Error(`PostgreSQL ended by itself. Its last lines:\n${lastWords}`)),
  );
  return server.databaseUrl;
}
