import pg from "pg";
import { type Change, changeChannel } from "@/lib/db/signals";

/** Hears what open pages are told of a database. `drain` answers what was said since the last time, all of it. */
export async function hearChanges(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  let heard: Change[] = [];
  client.on("notification", ({ payload }) => heard.push(JSON.parse(payload ?? "null")));
  await client.connect();
  await client.query(`listen ${changeChannel}`);
  return {
    async drain(): Promise<Change[]> {
      // PostgreSQL delivers what is committed before it answers.
      await client.query("select 1");
      const drained = heard;
      heard = [];
      return drained;
    },
    close: () => client.end(),
  };
}
