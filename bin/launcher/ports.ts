import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";

type WantedPort = {
  host: string;
  port: number;
  /** What listens there: "web", "sandbox". */
  what: string;
  /** The variable that chooses another port. */
  variable: string;
  /** The command as the person typed it. */
  command: string;
};

/** Throws an error in plain words when the port cannot be had: who has it, and what to type instead. */
export async function requireFreePort(wanted: WantedPort): Promise<void> {
  const code = await tryPort(wanted.host, wanted.port);
  if (code === undefined) return;
  const { host, port, what, variable, command } = wanted;
  if (code === "EADDRINUSE") {
    const other = await nextFreePort(host, port);
    throw new Error(
      `Port ${port}, which the ${what} needs, is taken${holderOf(port)}. ` +
        `Stop that, or use another port: ${variable}=${other} ${command}`,
    );
  }
  if (code === "EACCES") {
    throw new Error(
      `Port ${port} is reserved for root. Use another for the ${what}: ${variable}=3000 ${command}`,
    );
  }
  throw new Error(
    `The ${what} cannot listen on ${host}:${port} (${code}). HOST and ${variable} choose another.`,
  );
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(undefined)));
  });
}

async function nextFreePort(host: string, taken: number): Promise<number> {
  for (let port = taken + 1; port < Math.min(taken + 100, 65536); port++) {
    if ((await tryPort(host, port)) === undefined) return port;
  }
  return taken + 1;
}

/** " by process 123 (node server.js)" where this can be seen: on Linux, for our own processes or as root. */
function holderOf(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readLines(table)) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(`:${hex}`) && columns[3] === "0A" && columns[9])
        inodes.add(`socket:[${columns[9]}]`);
    }
  }
  if (inodes.size === 0) return "";
  for (const pid of readFolder("/proc").filter((name) => /^\d+$/.test(name))) {
    for (const handle of readFolder(`/proc/${pid}/fd`)) {
      if (inodes.has(readLink(`/proc/${pid}/fd/${handle}`))) {
        const command = readLines(`/proc/${pid}/cmdline`)[0]?.replaceAll("\0", " ").trim() ?? "";
        return ` by process ${pid}${command ? ` (${command.slice(0, 80)})` : ""}`;
      }
    }
  }
  return " by another user's process";
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
