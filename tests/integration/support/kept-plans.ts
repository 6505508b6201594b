import { createHash } from "node:crypto";
import type { Database } from "@/lib/db/pool";

/**
 * Makes each connection of the pool keep the plan of every statement: the same few hundred come again by the
 * thousand, and planning them is more than half of what they cost PostgreSQL. What they say and answer is the same.
 */
export function keepPlans(db: Database): Database {
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const known = names.get(text);
    if (known) return known;
    const name = createHash("sha1").update(text).digest("hex");
    names.set(text, name);
    return name;
  };
  db.$client.on("connect", (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const prepared = (config: unknown, ...rest: unknown[]) => {
      // One without a name says so by a name that is undefined.
      const isPlain = typeof config === "object" && config !== null && "text" in config;
      if (!isPlain || (config as { name?: string }).name) return query(config, ...rest);
      return query({ ...config, name: nameOf(String(config.text)) }, ...rest);
    };
    Object.assign(client, { query: prepared });
  });
  return db;
}
