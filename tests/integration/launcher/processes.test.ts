import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { isAlive } from "@/bin/launcher/checkout";
import { requireFreePort } from "@/bin/launcher/ports";
import { Processes } from "@/bin/launcher/processes";
import type { Terminal } from "@/bin/launcher/terminal";

function record(): Terminal & { said: string[]; lines: string[] } {
  const said: string[] = [];
  const lines: string[] = [];
  const say = (text: string) => said.push(text);
  return { said, lines, say, warn: say, fail: say, relay: (_name, line) => lines.push(line) };
}

const program = (name: string, code: string) => ({
  name,
  args: ["-e", code],
  env: { PATH: process.env.PATH, NODE_ENV: "test" as const },
  graceMs: 300,
});

describe("processes", () => {
  let processes: Processes;
  afterEach(() => processes.stop());

  it("starts one that died again, and says so", async () => {
    const terminal = record();
    processes = new Processes(terminal);
    await processes.start(
      program("worker", "console.log(process.pid); setInterval(() => {}, 1000)"),
      async () => terminal.lines.length === 1,
    );
    process.kill(Number(terminal.lines[0]), "SIGKILL");
    await vi.waitUntil(() => terminal.lines.length === 2, { timeout: 10_000 });
    expect(terminal.said.join()).toContain("The worker ended (SIGKILL). Starting it again in 0.5 s.");
    await processes.stop();
    expect(isAlive(Number(terminal.lines[1]))).toBe(false);
  });

  it("kills one that ignores the request to end, and what it started", async () => {
    const terminal = record();
    processes = new Processes(terminal);
    const stubborn =
      'process.on("SIGTERM", () => {}); const c = require("child_process").spawn("sleep", ["600"]); ' +
      "console.log(process.pid); console.log(c.pid); setInterval(() => {}, 1000)";
    await processes.start(program("web", stubborn), async () => terminal.lines.length === 2);
    await processes.stop();
    await vi.waitUntil(() => terminal.lines.every((pid) => !isAlive(Number(pid))), { timeout: 10_000 });
  });

  it("refuses to go on with one that ends at its start", async () => {
    processes = new Processes(record());
    await expect(processes.start(program("web", "process.exit(3)"), async () => false)).rejects.toThrow(
      "The web ended at its start (exit code 3).",
    );
  });
});

describe("a port that is taken", () => {
  it("is named with who has it and what to type", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const wanted = { host: "127.0.0.1", port, what: "web", variable: "PORT", command: "npm run demo" };
    await expect(requireFreePort(wanted)).rejects.toThrow(
      new RegExp(`Port ${port}, which the web needs, is taken.*PORT=\\d+ npm run demo`),
    );
    await new Promise((done) => server.close(done));
    await expect(requireFreePort(wanted)).resolves.toBeUndefined();
  });
});
