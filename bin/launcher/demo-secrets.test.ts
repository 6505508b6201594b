import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sealingKeyPairOf } from "@/lib/crypto/key-pair";
import { readDemoSecrets } from "./demo-secrets";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "drawbridge-secrets-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));
const file = () => join(dataDir, "secrets.json");

it("are made once, for their owner's eyes, and kept", async () => {
  const made = await readDemoSecrets(dataDir, "a-password");
  expect(made.password).toBe("a-password");
  expect(made.formerSealingPrivateKeys).toEqual([]);
  await expect(sealingKeyPairOf(made.sealingPrivateKey)).resolves.toBeTruthy();
  expect(await readDemoSecrets(dataDir, "another-password")).toEqual(made);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

it("are given a sealing key where they were made without", async () => {
  const { sealingPrivateKey, ...before } = await readDemoSecrets(dataDir, "a-password");
  writeFileSync(file(), JSON.stringify(before));
  const after = await readDemoSecrets(dataDir);
  expect(after).toMatchObject(before);
  expect(after.sealingPrivateKey).not.toBe(sealingPrivateKey);
  expect(await readDemoSecrets(dataDir)).toEqual(after);
});

it("are never overwritten when they cannot be read", async () => {
  writeFileSync(file(), "{");
  await expect(readDemoSecrets(dataDir)).rejects.toThrow(`Remove ${dataDir}`);
  expect(readFileSync(file(), "utf8")).toBe("{");
});
