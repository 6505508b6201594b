import { spawnSync } from "node:child_process";
import { and, eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { audit } from "@/lib/db/schema/audit";
import { insertChain } from "../support/audit-chain";
import { provideTenancy } from "../support/provide-tenancy";
import { tamper } from "./support";

const t = provideTenancy();

beforeAll(async () => {
  await tamper(t, (tx) => insertChain(tx, t.ids.acme, 20));
});

function verify(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "bin/verify-audit.ts", ...args],
    { env: { ...process.env, DATABASE_URL: t.url, LOG_LEVEL: "silent" }, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

test("the command says that every chain is whole, with what is to be noted", async () => {
  const all = verify();
  expect(all).toMatchObject({ status: 0, stderr: "" });
  const [, note] = /whole {3}acme: 20 entries fit, the newest (20:[0-9a-f]{64})/.exec(all.stdout) ?? [];
  expect(all.stdout).toMatch(/whole {3}globex: 0 entries fit/);
  expect(verify("--organization", "acme", "--noted", note ?? "")).toMatchObject({ status: 0 });
  const other = verify("--organization", "acme", "--noted", `20:${"0".repeat(64)}`);
  expect(other.status).toBe(1);
  expect(other.stdout).toContain("Entry 20 is not the one that was noted");
});

test("what cannot be found out is no all-clear", () => {
  expect(verify("--organization", "nobody")).toMatchObject({ status: 2 });
  expect(verify("--noted", "20:short")).toMatchObject({ status: 2 });
  expect(verify("--unknown")).toMatchObject({ status: 2 });
});

test("a changed entry is named", async () => {
  await tamper(t, (tx) =>
    tx
      .update(audit)
      .set({ personName: "Somebody else" })
      .where(and(eq(audit.organizationId, t.ids.acme), eq(audit.seq, 7))),
  );
  const found = verify();
  expect(found.status).toBe(1);
  expect(found.stdout).toContain("BROKEN  acme: 6 entries fit");
  expect(found.stdout).toContain("Entry 7 is not what was recorded");
});
