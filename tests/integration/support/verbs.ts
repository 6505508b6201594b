import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { TransactionRollbackError } from "drizzle-orm";
import type { z } from "zod";
import type { Database, Transaction } from "@/lib/db/pool";
import type { VerbContext } from "@/lib/services/context";
import { ServiceError } from "@/lib/services/errors";
import type { Verb } from "@/lib/services/verb";

export type AnyVerb = Verb<z.ZodType, unknown>;
export type FoundVerb = { room: string; file: string; exported: string; verb: AnyVerb };

const services = resolve(import.meta.dirname, "../../../lib/services");

/** Every file of the rooms below lib/services, as `room/file.ts`. */
export function listServiceFiles(): string[] {
  return readdirSync(services, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("/") && name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .sort();
}

/** Every export of every room that `verb()` made. */
export async function findVerbs(): Promise<FoundVerb[]> {
  const found: FoundVerb[] = [];
  for (const file of listServiceFiles()) {
    const module = (await import(pathToFileURL(join(services, file)).href)) as Record<string, unknown>;
    for (const [exported, value] of Object.entries(module)) {
      if (typeof value === "function" && "definition" in value) {
        found.push({ room: file.split("/")[0] ?? "", file, exported, verb: value as AnyVerb });
      }
    }
  }
  return found;
}

export type Outcome = { value: unknown } | { refused: ServiceError };

/** Calls a verb and takes its refusal as an answer. Anything else that it throws is a failure of ours. */
export async function attempt({ verb }: FoundVerb, context: VerbContext, input: unknown): Promise<Outcome> {
  try {
    return { value: await verb(context, input as never) };
  } catch (error) {
    if (error instanceof ServiceError) return { refused: error };
    throw error;
  }
}

export const codeOf = (outcome: Outcome) => ("refused" in outcome ? outcome.refused.code : "ok");

/**
 * Runs `work` in a transaction of `db` and takes everything back. A verb that is called with `inside(tx)` as its
 * database works in a savepoint of it, so that calls do not spoil each other's ground.
 */
export async function rehearse<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  try {
    await db.transaction(async (tx) => {
      result = { value: await work(tx) };
      tx.rollback();
    });
  } catch (error) {
    if (!(error instanceof TransactionRollbackError && result)) throw error;
  }
  return (result as { value: T }).value;
}

/** The transaction as what a verb takes for a database. */
export const inside = (context: VerbContext, tx: Transaction): VerbContext => ({
  ...context,
  db: tx as unknown as Database,
});
