import { and, asc, count, eq, gt, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Database } from "./pool";
import { clusters } from "./schema/clusters";
import { deliveries, webhooks } from "./schema/deliveries";
import { vcdSessions } from "./schema/sign-on";
import { vcdSites } from "./schema/sites";

type Place = {
  table: PgTable & { id: PgColumn };
  column: PgColumn;
  /** Its name in the schema, for an update. */
  field: string;
  /** What `seal` was told that it is for. */
  purpose: (id: string) => string;
};

/** Every column that holds texts which only the worker's keys open. Answers to asks are sealed to keys of the asker. */
export const sealedPlaces = {
  "credentials of sites": {
    table: vcdSites,
    column: vcdSites.credentialSealed,
    field: "credentialSealed",
    purpose: (id) => `vcd-site/${id}`,
  },
  "tokens of people": {
    table: vcdSessions,
    column: vcdSessions.tokenSealed,
    field: "tokenSealed",
    purpose: (id) => `vcd-session/${id}`,
  },
  "registered kubeconfigs": {
    table: clusters,
    column: clusters.kubeconfigSealed,
    field: "kubeconfigSealed",
    purpose: (id) => `kubeconfig/${id}`,
  },
  "secrets of webhooks": {
    table: webhooks,
    column: webhooks.secretSealed,
    field: "secretSealed",
    purpose: (id) => `webhook/${id}`,
  },
  "former secrets of webhooks": {
    table: webhooks,
    column: webhooks.previousSecretSealed,
    field: "previousSecretSealed",
    purpose: (id) => `webhook/${id}`,
  },
  "links to be mailed": {
    table: deliveries,
    column: deliveries.linkSealed,
    field: "linkSealed",
    purpose: (id) => `invitation-mail/${id}`,
  },
} as const satisfies Record<string, Place>;

export type SealedPlace = keyof typeof sealedPlaces;
export type SealedText = { place: SealedPlace; id: string; text: string };

/** The key that a text was sealed to, as `sealingKeyId` names it; "" for what is no sealed text. */
const keyIdOf = (column: PgColumn): SQL<string> => sql<string>`split_part(${column}, '.', 2)`;

/** How many texts each key is still needed for, and where. Places without any are left out. */
export async function countSealedTexts(
  db: Database,
): Promise<{ place: SealedPlace; keyId: string; texts: number }[]> {
  const counted = [];
  for (const name of Object.keys(sealedPlaces) as SealedPlace[]) {
    const { table, column }: Place = sealedPlaces[name];
    const rows = await db
      .select({ keyId: keyIdOf(column), texts: count() })
      .from(table)
      .where(isNotNull(column))
      .groupBy(keyIdOf(column));
    counted.push(...rows.map((row) => ({ place: name, ...row })));
  }
  return counted;
}

/** The next texts of a place, in the order of their rows' ids, that were sealed to one of these keys. */
export async function listTextsSealedTo(
  db: Database,
  name: SealedPlace,
  { keyIds, after, limit }: { keyIds: string[]; after: string | null; limit: number },
): Promise<SealedText[]> {
  const { table, column }: Place = sealedPlaces[name];
  const rows = await db
    .select({ id: sql<string>`${table.id}`, text: sql<string>`${column}` })
    .from(table)
    .where(and(inArray(keyIdOf(column), keyIds), after === null ? undefined : gt(table.id, after)))
    .orderBy(asc(table.id))
    .limit(limit);
  return rows.map((row) => ({ place: name, ...row }));
}

/**
 * Puts `text` where `sealed.text` stood, and only there: false if somebody wrote another one meanwhile, or dropped it,
 * which counts. Nothing else of the row changes.
 */
export async function replaceSealedText(db: Database, sealed: SealedText, text: string): Promise<boolean> {
  const { table, column, field }: Place = sealedPlaces[sealed.place];
  const { rowCount } = await db
    .update(table)
    .set({ [field]: text })
    .where(and(eq(table.id, sealed.id), eq(column, sealed.text)));
  return rowCount === 1;
}
