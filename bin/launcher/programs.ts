import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that tests need and npm does not always bring. */
type Wanted = {
  /** As people call it: "Chromium". */
  what: string;
  /** The variable that names one. */
  variable: string;
  /** What it is called on the PATH, the best first. */
  names: string[];
};

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The program that the variable names, or one on the PATH. Throws if the variable names something else. */
export function findProgram({ variable, names }: Wanted): string | undefined {
  const given = process.env[variable];
  if (given) {
    if (!isExecutable(given))
      throw new Error(`${variable} names ${given}, which is not a program that can be run.`);
    return given;
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

/**
 * Brings a program that was not found, in the first way that works: each gives its path, or throws an error that says
 * why not. Throws one that lists what was tried.
 */
export async function bringProgram(
  { what, variable, names }: Wanted,
  ways: (() => Promise<string>)[],
): Promise<string> {
  const which = names.length === 1 ? `no ${names[0]}` : `none of ${names.join(", ")}`;
  const tried = [`${variable} is not set, and ${which} is on the PATH.`];
  for (const way of ways) {
    try {
      return await way();
    } catch (error) {
      tried.push((error as Error).message);
    }
  }
  throw new Error(
    `No ${what} for the browser tests:\n  ${tried.join("\n  ")}\nInstall one and set ${variable}.`,
  );
}

/** Installs Debian packages where that is allowed. `add` gives their names, once apt's lists are fresh. */
export async function installWithApt(add: () => Promise<string[]>): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error("apt-get was left out: it needs root.");
  await runApt(["update"]);
  await runApt(["install", "-y", "--no-install-recommends", ...(await add())]);
}

/** Runs apt-get to its end. Throws with its last words, or if there is none. */
export async function runApt(args: string[], cwd?: string): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runToEnd("apt-get", ["-q", ...args], { cwd, env });
}

/** Runs a program and gives what it printed. Throws with its last words if it fails, or if it is not there. */
export function runToEnd(
  program: string,
  args: string[],
  options: { cwd?: string | undefined; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let complaint = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const command = [program, ...args.filter((arg) => !arg.startsWith("-") && !arg.includes("::"))].join(" ");
  return new Promise((done, fail) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      fail(new Error(error.code === "ENOENT" ? `There is no ${program} here.` : error.message)),
    );
    child.once("close", (code) => {
      const lastWords = complaint.trim().split("\n").slice(-2).join(" ");
      if (code === 0) done(output);
      else fail(new Error(`${command} failed: ${lastWords || `exit code ${code}`}`));
    });
  });
}
