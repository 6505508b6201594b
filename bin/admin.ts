import { parseArgs } from "node:util";
import { readLauncherConfig } from "@/lib/config/launcher";
import { migrateDatabase } from "@/lib/db/migrate";
import { withDatabase } from "./launcher/database";

const usage =
  "npm run admin:create -- --email you@example.com [--name 'Your Name']\n\n" +
  "Makes the first admin of an empty installation and prints a link, good for one use, at which to choose a password.\n" +
  "DATABASE_URL names the database; without it, the private one of npm start is used.\n" +
  "NEXTAUTH_URL is the origin that the link begins with; http://127.0.0.1:3000 when unset.";

const { command, email, name } = readArguments();
if (command !== "create" || !email) {
  console.error(usage);
  process.exit(2);
}

const config = readLauncherConfig();
await withDatabase(config, async (databaseUrl) => {
  await migrateDatabase(databaseUrl);
  const { openDatabase } = await import("@/lib/db/pool");
  const { createFirstAdmin } = await import("@/lib/services/people/create-first-admin");
  const db = openDatabase(databaseUrl, { role: "drawbridge_web", max: 1, name: "drawbridge-admin" });
  const { path } = await createFirstAdmin(db, { email, name, now: new Date() }).finally(() =>
    db.$client.end(),
  );
  const origin = process.env.NEXTAUTH_URL || `http://127.0.0.1:${config.port}`;
  console.log(`The first admin is ${email}. Choose a password at this link, which works once:\n`);
  console.log(`  ${new URL(path, origin)}\n`);
});
process.exit();

function readArguments(): { command?: string; email?: string; name?: string } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { email: { type: "string" }, name: { type: "string" } },
    });
    return { command: positionals[0], ...values };
  } catch (error) {
    console.error((error as Error).message);
    return {};
  }
}
