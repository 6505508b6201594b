import { eq } from "drizzle-orm";
import type { Transaction } from "./pool";
import { settings } from "./schema/sign-on";

export type Settings = {
  /** Whether people may sign in with a password kept here. */
  localAccounts: boolean;
  sessionIdleMinutes: number;
  sessionHours: number;
  /** A request that nobody decided ends after this many days. */
  requestDays: number;
};

const columns = {
  localAccounts: settings.localAccounts,
  sessionIdleMinutes: settings.sessionIdleMinutes,
  sessionHours: settings.sessionHours,
  requestDays: settings.requestDays,
};

/** What holds for the whole installation. Everybody may read it, whoever is nobody yet included. */
export async function readSettings(tx: Transaction): Promise<Settings> {
  const [row] = await tx.select(columns).from(settings);
  if (!row) throw new Error("the settings have no row");
  return row;
}

/** The same, locked until commit, for whoever changes it. */
export async function lockSettings(tx: Transaction): Promise<Settings> {
  const [row] = await tx.select(columns).from(settings).for("update");
  if (!row) throw new Error("the settings have no row within reach");
  return row;
}

/** Changes what holds for the whole installation. Needs a reach over all. */
export async function updateSettings(tx: Transaction, changes: Partial<Settings>, now: Date): Promise<void> {
  await tx
    .update(settings)
    .set({ ...changes, changedAt: now })
    .where(eq(settings.id, 1));
}
