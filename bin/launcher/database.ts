import type { LauncherConfig } from "@/lib/config/launcher";
import { dataDirectory } from "./checkout";
import { explain } from "./launch";
import { startPrivatePostgres } from "./private-postgres";

/** Runs a command's work on the database of DATABASE_URL, or on the private one that `npm start` (or the demo) uses. */
export async function withDatabase(
  config: LauncherConfig,
  work: (databaseUrl: string) => Promise<void>,
  kind: "production" | "demo" = "production",
): Promise<void> {
  const log = (line: string) => console.log(line);
  let stop = async () => {};
  try {
    let databaseUrl = kind === "demo" ? undefined : config.databaseUrl;
    if (!databaseUrl) {
      const server = await startPrivatePostgres({ dataDir: dataDirectory(kind), log });
      stop = server.stop;
      databaseUrl = server.databaseUrl;
    }
    await work(databaseUrl);
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  } finally {
    await stop();
  }
}
