import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { sealingKeys } from "../support/sealing-keys";

function start(args: string[], env: Record<string, string>) {
  const run = spawnSync(process.execPath, ["--import", "tsx", "bin/start.ts", ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
    encoding: "utf8",
  });
  return { status: run.status, said: run.stdout + run.stderr };
}

describe("npm start", () => {
  it("refuses before anything runs, naming all that is missing", () => {
    const { status, said } = start([], {});
    expect(status).toBe(1);
    for (const name of [
      "NEXTAUTH_SECRET",
      "NEXTAUTH_URL",
      "DRAWBRIDGE_INSTALLATION_ID",
      "SEALING_PRIVATE_KEYS",
    ]) {
      expect(said).toContain(`${name} is missing.`);
    }
    expect(said).not.toContain("SEALING_PUBLIC_KEY is missing.");
    expect(said).not.toContain("PostgreSQL runs");
  });

  it("asks of each part alone what that part needs, the shared database among it", () => {
    const web = start(["--web"], {}).said;
    expect(web).toContain("DATABASE_URL is missing.");
    expect(web).toContain("SEALING_PUBLIC_KEY is missing.");
    expect(web).not.toContain("SEALING_PRIVATE_KEYS is missing.");
    const worker = start(["--worker"], {}).said;
    expect(worker).toContain("DATABASE_URL is missing.");
    expect(worker).not.toContain("NEXTAUTH_SECRET");
    expect(worker).not.toContain("SEALING_PUBLIC_KEY");
  });

  it("takes the web's sealing key from the worker's, and refuses another's", () => {
    const { privateKey, publicKey } = sealingKeys;
    const alone = start(["--web"], { SEALING_PRIVATE_KEYS: privateKey }).said;
    expect(alone).not.toContain("SEALING_");
    const matched = { SEALING_PRIVATE_KEYS: privateKey, SEALING_PUBLIC_KEY: publicKey };
    expect(start([], matched).said).not.toContain("SEALING_");
    const mixed = start([], { ...matched, SEALING_PUBLIC_KEY: privateKey }).said;
    expect(mixed).toContain("SEALING_PUBLIC_KEY does not belong to the first of SEALING_PRIVATE_KEYS.");
    expect(mixed).toContain("NEXTAUTH_SECRET is missing.");
    expect(mixed).not.toContain(privateKey);
  });

  it("runs with the keys that npm run sealing-key prints", () => {
    const printed = spawnSync(process.execPath, ["--import", "tsx", "bin/sealing-key.ts"], {
      encoding: "utf8",
    }).stdout;
    const lines = printed.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const keys = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(Object.keys(keys)).toEqual(["SEALING_PRIVATE_KEYS", "SEALING_PUBLIC_KEY"]);
    expect(start([], keys).said).not.toContain("SEALING_");
  });
});
