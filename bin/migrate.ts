import { readLauncherConfig } from "@/lib/config/launcher";
import { migrateDatabase } from "@/lib/db/migrate";
import { withDatabase } from "./launcher/database";

await withDatabase(readLauncherConfig(), (databaseUrl) => migrateDatabase(databaseUrl, console.log));
