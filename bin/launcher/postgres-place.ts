import { spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { checkoutRoot, shortHash } from "./checkout";
import { binariesIn, findPostgresBinaries, type PostgresBinaries } from "./postgres-binaries";

export type PostgresPlace = {
  binaries: PostgresBinaries;
  folder: string;
  /** The cluster's folder. */
  data: string;
  socketFolder: string;
  logFile: string;
  /** Who PostgreSQL runs as: nothing where that is us, another uid where we are root, which PostgreSQL refuses. */
  identity: { uid?: number; gid?: number };
  /** Makes a folder that PostgreSQL owns and nobody else may enter. */
  makeFolder(path: string): void;
};

const NOBODY = 65534;
// A socket's path must fit sockaddr_un: 108 bytes on Linux, 104 on macOS.
const SOCKET_PATH_LIMIT = 100;

/** Decides where PostgreSQL's binaries, data and socket live, who runs it, and prepares these folders. */
export function preparePostgresPlace(dataDir: string, log: (line: string) => void): PostgresPlace {
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const packaged = findPostgresBinaries();
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) {
    refuseForeignData(join(dataDir, "postgres"));
    return finish(dataDir, packaged, {});
  }
  // Data that a plain user made stays that user's.
  const made = statSync(join(dataDir, "postgres"), { throwIfNoEntry: false });
  const identity = made?.uid ? { uid: made.uid, gid: made.gid } : { uid: NOBODY, gid: NOBODY };
  if (reaches(identity, packaged.postgres, dataDir)) return finish(dataDir, packaged, identity);

  const base = join("/var/lib/drawbridge", shortHash(checkoutRoot));
  mkdirSync(base, { recursive: true, mode: 0o755 });
  for (const folder of [dirname(base), base]) chmodSync(folder, 0o755);
  const binaries = copyBinaries(packaged, base);
  const inside = relative(checkoutRoot, dataDir);
  const own = inside && !inside.startsWith("..") && !isAbsolute(inside) ? inside : shortHash(dataDir);
  const folder = join(base, own);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (!reaches(identity, binaries.postgres, folder)) {
    throw new Error(
      `PostgreSQL refuses to run as root, and user nobody can reach neither ${dataDir} nor ${folder}. ` +
        "Start as a plain user, or set DATABASE_URL to a PostgreSQL 15 or newer that already runs.",
    );
  }
  log(
    `PostgreSQL runs as user nobody, who cannot enter ${checkoutRoot} or its data folder: ` +
      `its binaries and data are kept under ${folder}.`,
  );
  return finish(folder, binaries, identity);
}

function finish(
  folder: string,
  binaries: PostgresBinaries,
  identity: PostgresPlace["identity"],
): PostgresPlace {
  const near = join(folder, "run");
  const socketFolder =
    join(near, ".s.PGSQL.5432").length < SOCKET_PATH_LIMIT ? near : `/tmp/drawbridge-${shortHash(folder)}`;
  const owner = identity.uid ?? process.getuid?.() ?? 0;
  const makeFolder = (path: string) => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (identity.uid !== undefined && identity.gid !== undefined) chownSync(path, identity.uid, identity.gid);
    // A folder in /tmp may have been put there by somebody else.
    if (statSync(path).uid !== owner) {
      throw new Error(
        `${path} belongs to another user (uid ${statSync(path).uid}). Remove it and start again.`,
      );
    }
    chmodSync(path, 0o700);
  };
  makeFolder(socketFolder);
  return {
    binaries,
    folder,
    data: join(folder, "postgres"),
    socketFolder,
    logFile: join(folder, "postgres.log"),
    identity,
    makeFolder,
  };
}

function reaches(identity: { uid: number; gid: number }, program: string, folder: string): boolean {
  const tried = spawnSync("/bin/sh", ["-c", 'test -x "$0" && cd "$1"', program, folder], {
    ...identity,
    cwd: "/",
  });
  if (tried.error) {
    throw new Error(
      `PostgreSQL refuses to run as root, and this process may not start programs as user nobody ` +
        `(${tried.error.message}). Start as a plain user, or set DATABASE_URL.`,
    );
  }
  return tried.status === 0;
}

function refuseForeignData(data: string): void {
  if (!existsSync(data)) return;
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new Error(
      `${data} belongs to another user (uid ${statSync(data).uid}), most likely from a start as root. ` +
        "Start as that user again, set DATA_DIR to another folder, or remove it to begin with empty data.",
    );
  }
}

function copyBinaries(packaged: PostgresBinaries, base: string): PostgresBinaries {
  const target = join(base, `postgresql-${packaged.version}`);
  const copy = binariesIn(target, packaged.version);
  if (existsSync(copy.postgres)) return copy;
  const partial = `${target}.new-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(packaged.folder, partial, { recursive: true, verbatimSymlinks: true });
  spawnSync("chmod", ["-R", "a+rX", partial]);
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(copy.postgres)) throw error;
  }
  return copy;
}
