import { type ChildProcess, spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { isAlive, removeAbandoned } from "./checkout";
import { dismissGuard, hasEnded, spawnGuarded } from "./guarded-spawn";
import { type PostgresPlace, preparePostgresPlace } from "./postgres-place";

export type PrivatePostgres = {
  databaseUrl: string;
  /** Where data, socket and log really are: below `dataDir`, or below /var/lib/drawbridge. */
  folder: string;
  /** True where another process started this PostgreSQL; it then ends with that process, and `stop` leaves it. */
  adopted: boolean;
  /** Resolves with PostgreSQL's last log lines should it end before `stop` was called. */
  died: Promise<string>;
  stop(): Promise<void>;
};

type Options = {
  dataDir: string;
  log: (line: string) => void;
  /** For tests: no fsync, and `stop` removes everything below `dataDir`. */
  disposable?: boolean;
};

const PORT = 5432;
const START_TIMEOUT_MS = 60_000;
const LOCK_TIMEOUT_MS = 15_000;
const LOG_LIMIT_BYTES = 5_000_000;

/**
 * Starts PostgreSQL on the data below `dataDir`, on a Unix socket only, or adopts the one that already runs there.
 * It ends with this process, however this process ends. Database `drawbridge` exists afterwards.
 */
export async function startPrivatePostgres({
  dataDir,
  log,
  disposable = false,
}: Options): Promise<PrivatePostgres> {
  const place = preparePostgresPlace(dataDir, log);
  if (disposable) removeAbandoned(place.folder);
  const began = Date.now();
  let lockedSince: number | undefined;
  for (;;) {
    const answer = await probe(place);
    if (answer === "ready") return adopt(place, log);
    if (answer === "absent") {
      createCluster(place, log);
      const started = await spawnServer(place, disposable);
      if (started.ready) {
        const server = await own(place, started.child, log);
        return disposable ? removedWhenStopped(server, dataDir) : server;
      }
      if (!/lock file|shared memory block/.test(started.output)) {
        throw new Error(
          `PostgreSQL ended at its start. Its last words (${place.logFile}):\n${started.output.trim()}`,
        );
      }
    }
    // Held, but nobody answers: the processes of a killed PostgreSQL need a moment to go, and one that another
    // start has just spawned needs a moment to listen. One that starts or stops answers "busy".
    if (answer === "busy") lockedSince = undefined;
    else lockedSince ??= Date.now();
    const lockedMs = lockedSince === undefined ? 0 : Date.now() - lockedSince;
    if (lockedMs > LOCK_TIMEOUT_MS || Date.now() - began > START_TIMEOUT_MS || heldByStranger(place)) {
      throw stale(place);
    }
    await pause(150);
  }
}

async function adopt(place: PostgresPlace, log: Options["log"]): Promise<PrivatePostgres> {
  const pid = postmasterPid(place);
  log(
    `PostgreSQL (process ${pid}) already runs on ${place.data}; it ends with the Drawbridge that started it.`,
  );
  await createDatabase(place);
  return {
    databaseUrl: urlOf(place, "drawbridge"),
    folder: place.folder,
    adopted: true,
    died: new Promise(() => {}),
    stop: async () => {},
  };
}

async function own(place: PostgresPlace, child: ChildProcess, log: Options["log"]): Promise<PrivatePostgres> {
  const logStart = statSync(place.logFile).size;
  let stopping: Promise<void> | undefined;
  const exited = new Promise<void>((done) => child.once("exit", () => done()));
  const died = new Promise<string>((tell) => {
    child.once("exit", () => {
      dismissGuard(child);
      if (!stopping) tell(readLog(place, logStart));
    });
  });
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      if (hasEnded(child)) return;
      child.ref();
      child.stdin?.end();
      const immediate = setTimeout(() => child.kill("SIGQUIT"), 5_000);
      await exited;
      clearTimeout(immediate);
    })();
    return stopping;
  };
  await createDatabase(place);
  log(`PostgreSQL runs on ${place.data}, socket only.`);
  return { databaseUrl: urlOf(place, "drawbridge"), folder: place.folder, adopted: false, died, stop };
}

function removedWhenStopped(server: PrivatePostgres, dataDir: string): PrivatePostgres {
  const stop = async () => {
    await server.stop();
    for (const folder of [server.folder, dataDir]) rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, stop };
}

/** A connection string over the socket, as libpq and `pg` both read it. */
function urlOf(place: PostgresPlace, database: string): string {
  return `postgresql://postgres@/${database}?host=${encodeURIComponent(place.socketFolder)}&port=${PORT}`;
}

async function probe(place: PostgresPlace): Promise<"ready" | "busy" | "absent"> {
  const client = new pg.Client({
    connectionString: urlOf(place, "postgres"),
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return "ready";
  } catch (error) {
    const code = (error as { code?: string }).code;
    return code === "ENOENT" || code === "ECONNREFUSED" ? "absent" : "busy";
  } finally {
    await client.end().catch(() => {});
  }
}

// Made under another name and renamed, so that a cluster that bears the name is whole, also after a kill.
function createCluster(place: PostgresPlace, log: Options["log"]): void {
  const prefix = `${basename(place.data)}.new-`;
  for (const name of readdirSync(dirname(place.data))) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length)))) {
      rmSync(join(dirname(place.data), name), { recursive: true, force: true });
    }
  }
  if (statSync(join(place.data, "PG_VERSION"), { throwIfNoEntry: false })) return;
  log(`Creating a private PostgreSQL in ${place.data}.`);
  const fresh = join(dirname(place.data), `${prefix}${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  place.makeFolder(fresh);
  const made = spawnSync(
    place.binaries.initdb,
    // biome-ignore format: one option a line reads worse
    ["-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    { ...place.identity, env: serverEnvironment(), encoding: "utf8", cwd: "/" },
  );
  if (made.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(
      `PostgreSQL's data could not be created in ${place.data}: ${made.error?.message ?? made.stderr.trim()}`,
    );
  }
  try {
    renameSync(fresh, place.data);
  } catch (error) {
    // Another start was quicker: its cluster is as good.
    rmSync(fresh, { recursive: true, force: true });
    if (!statSync(join(place.data, "PG_VERSION"), { throwIfNoEntry: false })) throw error;
  }
}

async function spawnServer(
  place: PostgresPlace,
  disposable: boolean,
): Promise<{ ready: true; child: ChildProcess } | { ready: false; output: string }> {
  const size = statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(place.logFile, `${place.logFile}.old`);
  const logFile = openSync(place.logFile, "a", 0o600);
  const logStart = statSync(place.logFile).size;
  const options = [
    "listen_addresses=",
    "shared_buffers=32MB",
    "max_connections=100",
    "timezone=UTC",
    "log_timezone=UTC",
  ];
  if (disposable) options.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const child = spawnGuarded({
    program: place.binaries.postgres,
    // biome-ignore format: one option a line reads worse
    args: ["-D", place.data, "-k", place.socketFolder, "-p", String(PORT), ...options.flatMap((option) => ["-c", option])],
    cwd: "/",
    env: serverEnvironment(),
    onOrphaned: "interrupt",
    output: logFile,
    identity: place.identity,
  });
  closeSync(logFile);
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  // Otherwise a script that forgets to stop it would never end.
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  while (!hasEnded(child) && !failure) {
    // Another starter's server may answer while ours is about to give up: the pid file tells whose it is.
    if (postmasterPid(place) === child.pid && (await probe(place)) === "ready") return { ready: true, child };
    await pause(20);
  }
  dismissGuard(child);
  return { ready: false, output: failure?.message ?? readLog(place, logStart) };
}

async function createDatabase(place: PostgresPlace): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(place, "postgres") });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'drawbridge'");
    if (!rowCount) await client.query("create database drawbridge");
  } catch (error) {
    // Another starter was quicker.
    if (!["42P04", "23505"].includes((error as { code?: string }).code ?? "")) throw error;
  } finally {
    await client.end();
  }
}

function postmasterPid(place: PostgresPlace): number | undefined {
  try {
    const first = readFileSync(join(place.data, "postmaster.pid"), "utf8").split("\n", 1)[0];
    return Number(first) || undefined;
  } catch {
    return undefined;
  }
}

/** Whether the pid file names a live process that is no PostgreSQL. One that has ended shows no command. */
function heldByStranger(place: PostgresPlace): boolean {
  const pid = postmasterPid(place);
  if (pid === undefined || !isAlive(pid)) return false;
  const command = commandOf(pid);
  return command !== "" && !command.includes("postgres");
}

function stale(place: PostgresPlace): Error {
  const pid = postmasterPid(place);
  const file = join(place.data, "postmaster.pid");
  if (pid === undefined || !isAlive(pid)) {
    return new Error(
      `PostgreSQL did not start on ${place.data} in ${START_TIMEOUT_MS / 1000} s. See ${place.logFile}.`,
    );
  }
  if (!commandOf(pid).includes("postgres")) {
    return new Error(
      `${file} is left from a PostgreSQL that was killed: it names process ${pid}, which is now another program ` +
        `(${commandOf(pid)}). Remove that file and start again: rm ${file}`,
    );
  }
  return new Error(
    `A stale PostgreSQL (process ${pid}) still holds ${place.data} but does not answer on its socket in ` +
      `${place.socketFolder}. Stop it and start again: kill -INT ${pid}`,
  );
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() ?? "";
  }
}

function readLog(place: PostgresPlace, from: number): string {
  return readFileSync(place.logFile).subarray(from).toString("utf8").split("\n").slice(-15).join("\n");
}

// PG* variables of the person's shell would change the server's ways.
function serverEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    LANG: "C",
    LC_ALL: "C",
    NODE_ENV: process.env.NODE_ENV,
  };
}
