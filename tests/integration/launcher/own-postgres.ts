// Started by private-postgres.test.ts: owns a PostgreSQL until it is killed.
import { startPrivatePostgres } from "@/bin/launcher/private-postgres";

const server = await startPrivatePostgres({ dataDir: process.argv[2] ?? "", log: () => {} });
console.log(server.databaseUrl);
setInterval(() => {}, 60_000);
