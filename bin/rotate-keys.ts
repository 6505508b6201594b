import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { readLauncherConfig } from "@/lib/config/launcher";
import { makeSealingKeyPair, sealingKeyId, sealingKeyPairOf } from "@/lib/crypto/key-pair";
import { countSealedTexts } from "@/lib/db/sealed-texts";
import { dataDirectory } from "./launcher/checkout";
import { withDatabase } from "./launcher/database";
import { readDemoSecrets, writeDemoSecrets } from "./launcher/demo-secrets";
import { tellKeyNeeds, tellNewSealingKey, tellNewSessionSecret } from "./launcher/key-rotation";

const usage = `npm run keys:rotate [-- <what>]

  (nothing)         makes a new sealing key and prints what to set where, in which order
  --status          says what each key is still needed for; exits with 0 once it is only the present one, else with 3
  --session         makes a new secret for sessions and prints what to set
  --demo            puts a new sealing key into the demo's own secrets; start the demo again after it
  --demo --status   the same question for the demo
  --demo --finish   takes the former keys out of the demo's secrets, once nothing needs them

SEALING_PRIVATE_KEYS (or SEALING_PUBLIC_KEY alone) says which key is the present one; DATABASE_URL names the database.`;

/** As long as a session can last: npm run keys:rotate says until when the former secret counts. */
const formerSecretMs = 7 * 24 * 3600_000;

const flags = readFlags();
if (flags.session) {
  const until = new Date(Date.now() + formerSecretMs);
  console.log(tellNewSessionSecret(randomBytes(32).toString("base64"), process.env.NEXTAUTH_SECRET, until));
} else if (flags.status || flags.finish) {
  await answerStatus(flags.demo, flags.finish);
} else if (flags.demo) {
  await rotateDemo();
} else {
  console.log(tellNewSealingKey(await makeSealingKeyPair(), process.env.SEALING_PRIVATE_KEYS));
}
process.exit();

async function rotateDemo(): Promise<void> {
  const dataDir = dataDirectory("demo");
  const secrets = await readDemoSecrets(dataDir);
  const { privateKey, publicKey } = await makeSealingKeyPair();
  writeDemoSecrets(dataDir, {
    ...secrets,
    sealingPrivateKey: privateKey,
    formerSealingPrivateKeys: [secrets.sealingPrivateKey, ...secrets.formerSealingPrivateKeys],
  });
  console.log(
    `The demo's present sealing key is now ${sealingKeyId(publicKey)}; the former ones still open.`,
  );
  console.log("Start the demo again: its worker seals everything to the new key. What is left:");
  console.log("  npm run keys:rotate -- --demo --status");
}

async function answerStatus(demo: boolean, finish: boolean): Promise<void> {
  const dataDir = dataDirectory("demo");
  const keyIds = demo ? await demoKeyIds(dataDir) : await givenKeyIds();
  if (keyIds.length === 0) {
    console.error("Set SEALING_PRIVATE_KEYS or SEALING_PUBLIC_KEY: they say which key is the present one.");
    process.exitCode = 2;
    return;
  }
  await withDatabase(
    readLauncherConfig(),
    async (databaseUrl) => {
      const { openDatabase } = await import("@/lib/db/pool");
      const db = openDatabase(databaseUrl, { role: "drawbridge_worker", max: 1, name: "drawbridge-keys" });
      const counts = await countSealedTexts(db).finally(() => db.$client.end());
      const { done, lines } = tellKeyNeeds(counts, keyIds);
      for (const line of lines) console.log(line);
      if (!done) {
        console.log("Not done: a former or unknown key is still needed. Keep it, and let the workers run.");
        process.exitCode = 3;
      } else if (finish && demo) {
        writeDemoSecrets(dataDir, { ...(await readDemoSecrets(dataDir)), formerSealingPrivateKeys: [] });
        console.log("Done: the former keys are out of the demo's secrets.");
      } else {
        console.log(
          "Done: the present key is the only one needed. Web processes that still run with a former",
        );
        console.log("SEALING_PUBLIC_KEY must be started again before you take the former keys away.");
      }
    },
    demo ? "demo" : "production",
  );
}

async function demoKeyIds(dataDir: string): Promise<string[]> {
  const { sealingPrivateKey, formerSealingPrivateKeys } = await readDemoSecrets(dataDir);
  return idsOf([sealingPrivateKey, ...formerSealingPrivateKeys]);
}

async function givenKeyIds(): Promise<string[]> {
  const { SEALING_PRIVATE_KEYS, SEALING_PUBLIC_KEY } = process.env;
  if (SEALING_PRIVATE_KEYS) return idsOf(SEALING_PRIVATE_KEYS.split(",").map((key) => key.trim()));
  return SEALING_PUBLIC_KEY ? [sealingKeyId(SEALING_PUBLIC_KEY)] : [];
}

async function idsOf(privateKeys: string[]): Promise<string[]> {
  const pairs = await Promise.all(privateKeys.map(sealingKeyPairOf));
  return pairs.map(({ publicKey }) => sealingKeyId(publicKey));
}

function readFlags(): { status: boolean; session: boolean; demo: boolean; finish: boolean } {
  try {
    const flag = { type: "boolean", default: false } as const;
    const { values } = parseArgs({ options: { status: flag, session: flag, demo: flag, finish: flag } });
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}
