import { randomBytes, randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isSealingKey } from "@/lib/config/environment";
import { makeSealingKeyPair } from "@/lib/crypto/key-pair";

const schema = z.object({
  sessionSecret: z.string().min(32),
  password: z.string().min(8),
  installationId: z.string(),
  /** Files of earlier versions have none. */
  sealingPrivateKey: z.string().refine(isSealingKey).optional(),
  /** Those before it, the newest first: texts may still be sealed to them. */
  formerSealingPrivateKeys: z.array(z.string().refine(isSealingKey)).default([]),
});

export type DemoSecrets = Required<z.infer<typeof schema>>;

// Without letters and digits that look alike.
const READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

/** The demo's secrets, made at its first start and kept for its owner's eyes beside its data. */
export async function readDemoSecrets(
  dataDir: string,
  wantedPassword = process.env.DEMO_PASSWORD,
): Promise<DemoSecrets> {
  const file = fileOf(dataDir);
  const kept = existsSync(file) ? parse(file, dataDir) : undefined;
  if (kept?.sealingPrivateKey) return { ...kept, sealingPrivateKey: kept.sealingPrivateKey };
  const { privateKey } = await makeSealingKeyPair();
  const made: DemoSecrets = {
    sessionSecret: randomBytes(32).toString("base64"),
    password: wantedPassword || [randomWord(), randomWord(), randomWord()].join("-"),
    installationId: `demo-${randomBytes(3).toString("hex")}`,
    formerSealingPrivateKeys: [],
    ...kept,
    sealingPrivateKey: privateKey,
  };
  writeDemoSecrets(dataDir, made);
  return made;
}

/** Replaces what is kept there, whole or not at all. */
export function writeDemoSecrets(dataDir: string, secrets: DemoSecrets): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${fileOf(dataDir)}.${process.pid}.tmp`;
  writeFileSync(draft, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileOf(dataDir));
}

const fileOf = (dataDir: string) => join(dataDir, "secrets.json");

function parse(file: string, dataDir: string): z.infer<typeof schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Error(`${file} cannot be read. Remove ${dataDir} to begin again with empty data.`, {
      cause: error,
    });
  }
}

function randomWord(): string {
  return Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join("");
}
