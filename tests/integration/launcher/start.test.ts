import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

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
    for (const name of ["NEXTAUTH_SECRET", "NEXTAUTH_URL", "DRAWBRIDGE_INSTALLATION_ID"]) {
      expect(said).toContain(`${name} is missing.`);
    }
    expect(said).not.toContain("PostgreSQL runs");
  });

  it("asks of each part alone what that part needs, the shared database among it", () => {
    const web = start(["--web"], {}).said;
    expect(web).toContain("DATABASE_URL is missing.");
    expect(web).not.toContain("DRAWBRIDGE_INSTALLATION_ID");
    const worker = start(["--worker"], {}).said;
    expect(worker).toContain("DATABASE_URL is missing.");
    expect(worker).not.toContain("NEXTAUTH_SECRET");
  });
});
