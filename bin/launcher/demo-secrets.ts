import { randomBytes, randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const schema = z.object({
  sessionSecret: z.string().min(32),
  password: z.string().min(8),
  installationId: z.string(),
});

export type DemoSecrets = z.infer<typeof schema>;

// Without letters and digits that look alike.
const READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

/** The demo's secrets, made at its first start and kept for its owner's eyes beside its data. */
export function readDemoSecrets(dataDir: string, wantedPassword = process.env.DEMO_PASSWORD): DemoSecrets {
  const file = join(dataDir, "secrets.json");
  if (existsSync(file)) {
    try {
      return schema.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch (error) {
      throw new Error(`${file} cannot be read. Remove ${dataDir} to begin again with empty data.`, {
        cause: error,
      });
    }
  }
  const made: DemoSecrets = {
    sessionSecret: randomBytes(32).toString("base64"),
    password: wantedPassword || [randomWord(), randomWord(), randomWord()].join("-"),
    installationId: `demo-${randomBytes(3).toString("hex")}`,
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
  return made;
}

function randomWord(): string {
  return Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join("");
}
