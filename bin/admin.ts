import { parseArgs } from "node:util";
import { readLauncherConfig } from "@/lib/config/launcher";
import { migrateDatabase } from "@/lib/db/migrate";
import type { Database } from "@/lib/db/pool";
import { withDatabase } from "./launcher/database";

const usage =
  "npm run admin:create -- --email you@example.com [--name 'Your Name']\n\n" +
  "Makes the first admin of an empty installation and prints a link, good for one use, at which to choose a password.\n\n" +
  "npm run admin -- local-accounts on\n\n" +
  "Switches local accounts on, where the OpenID provider fails and nobody can sign in.\n\n" +
  "DATABASE_URL names the database; without it, the private one of npm start is used.\n" +
  "NEXTAUTH_URL is the origin that links begin with; http://127.0.0.1:3000 when unset.";

const { command, email, name } = readArguments();
const config = readLauncherConfig();

if (command === "create" && email) await onDatabase((db) => createAdmin(db, email));
else if (command === "local-accounts on") await onDatabase(switchOn);
else {
  console.error(usage);
  process.exit(2);
}
process.exit();

async function createAdmin(db: Database, address: string): Promise<void> {
  const { createFirstAdmin } = await import("@/lib/services/people/create-first-admin");
  const { path } = await createFirstAdmin(db, { email: address, name, now: new Date() });
  const origin = process.env.NEXTAUTH_URL || `http://127.0.0.1:${config.port}`;
  console.log(`The first admin is ${address}. Choose a password at this link, which works once:\n`);
  console.log(`  ${new URL(path, origin)}\n`);
}

async function switchOn(db: Database): Promise<void> {
  const { restoreLocalAccounts } = await import("@/lib/services/sign-on/restore-local-accounts");
  const { wereOff } = await restoreLocalAccounts(db, { now: new Date() });
  console.log(
    wereOff
      ? "Local accounts are on: passwords work again. It is recorded in the provider's audit."
      : "Local accounts were on already; nothing was changed.",
  );
}

async function onDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  await withDatabase(config, async (databaseUrl) => {
    await migrateDatabase(databaseUrl);
    const { openDatabase } = await import("@/lib/db/pool");
    const db = openDatabase(databaseUrl, { role: "drawbridge_web", max: 1, name: "drawbridge-admin" });
    await work(db).finally(() => db.$client.end());
  });
}

/** `command` is every word that stands alone. */
function readArguments(): { command?: string; email?: string; name?: string } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { email: { type: "string" }, name: { type: "string" } },
    });
    return { command: positionals.join(" "), ...values };
  } catch (error) {
    console.error((error as Error).message);
    return {};
  }
}
