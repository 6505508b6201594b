import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bringProgram, findProgram, runToEnd } from "./programs";

const wanted = { what: "Kubectl", variable: "TOOL_PATH", names: ["tool", "tool-stable"] };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "drawbridge-programs-"));
  vi.stubEnv("PATH", ["/nowhere", folder].join(delimiter));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function makeProgram(name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, "#!/bin/sh\n", { mode });
  return path;
}

describe("finding a program", () => {
  it("takes the one that the variable names before any on the PATH", () => {
    makeProgram("tool");
    const other = makeProgram("other");
    vi.stubEnv("TOOL_PATH", other);
    expect(findProgram(wanted)).toBe(other);
  });

  it("takes the best name on the PATH, and nothing that cannot be run", () => {
    const stable = makeProgram("tool-stable");
    makeProgram("tool", 0o644);
    expect(findProgram(wanted)).toBe(stable);
    const best = makeProgram("tool-best");
    expect(findProgram({ ...wanted, names: ["tool-best", "tool-stable"] })).toBe(best);
    expect(findProgram({ ...wanted, names: ["none"] })).toBeUndefined();
  });

  it("does not pass over a variable that is wrong", () => {
    makeProgram("tool");
    vi.stubEnv("TOOL_PATH", join(folder, "missing"));
    expect(() => findProgram(wanted)).toThrow(/TOOL_PATH names .*missing, which is not a program/);
  });
});

describe("bringing a program", () => {
  const failing = (why: string) => () => Promise.reject(new Error(why));

  it("stops at the first way that works", async () => {
    const ways = [failing("No root."), async () => "/second", failing("Never asked.")];
    expect(await bringProgram(wanted, ways)).toBe("/second");
  });

  it("says all that was tried, and what to do", async () => {
    await expect(bringProgram(wanted, [failing("No root."), failing("No network.")])).rejects.toThrow(
      "No Kubectl for the browser tests:\n  TOOL_PATH is not set, and none of tool, tool-stable is on the PATH.\n" +
        "  No root.\n  No network.\nInstall one and set TOOL_PATH.",
    );
  });
});

it("gives what a program printed, or its last words", async () => {
  expect(await runToEnd("/bin/sh", ["-c", "echo one"])).toBe("one\n");
  await expect(runToEnd("/bin/sh", ["-c", "echo E: no list >&2; exit 3"])).rejects.toThrow(
    /failed: E: no list$/,
  );
  await expect(runToEnd("/bin/sh", ["-c", "exit 3"])).rejects.toThrow(/exit code 3/);
  await expect(runToEnd("no-such-program", [])).rejects.toThrow("There is no no-such-program here.");
});
