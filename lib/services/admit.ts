import { networkOf } from "@/lib/auth/client-address";
import { findWhoCounts, type WhoCounts } from "@/lib/db/people";
import type { Database } from "@/lib/db/pool";
import { countUses, sweepWindows } from "@/lib/db/rate-limits";
import { withReach } from "@/lib/db/reach";
import { prolongSessionRow } from "@/lib/db/sessions";
import {
  describeLimit,
  describeWait,
  type LimitedBy,
  requestLimits,
} from "@/lib/domain/limits/request-limits";
import type { VerbContext } from "./context";
import { ServiceError } from "./errors";
import { WindowCounter } from "./window-counter";

const nobody = { organizationIds: [], personId: null };
const { windowMs } = requestLimits;
/** Who a session belongs to is looked up once in this time: it only decides what counts for whom. */
const whoMs = 60_000;
const mostSwept = 1_000;

/** A further limit of one form's, such as on guesses: counted for each person, or each network where nobody is known. */
export type FormLimit = { name: string; most: number; windowMs: number };

type Counts = { by: LimitedBy; key: string }[];
type Shared = {
  requests: WindowCounter;
  who: Map<string, { found: WhoCounts | null; until: number }>;
  sweptAt: number;
};

// On globalThis, as Next bundles actions, pages and route handlers apart and each would count by itself.
const shared = globalThis as { drawbridgeAdmission?: Shared };
function admission(): Shared {
  shared.drawbridgeAdmission ??= { requests: new WindowCounter(windowMs), who: new Map(), sweptAt: 0 };
  return shared.drawbridgeAdmission;
}

/**
 * Counts a request against the limits of its person, organization and network, or refuses it. In this process's memory,
 * so that reading stays reading: with n web processes n times as many get through, which a limit against floods can
 * bear. An organization counts what its own members do: whoever names another's, or one that there is not, fills their
 * own.
 */
export async function admitRequest(context: VerbContext): Promise<void> {
  const counts = countedBy(await whoCounts(context), context);
  const { requests } = admission();
  const uses = counts.map(({ by, key }) => ({ by, ...requests.count(`${by}:${key}`, context.now) }));
  refuse("request", uses, context.now);
}

/**
 * Counts a change besides, in the database, so that all web processes share one count, and notes that the person did
 * something. Each refusal is decided before anything else is read.
 */
export async function admitChange(context: VerbContext, further?: FormLimit): Promise<void> {
  const { db, sessionId, now } = context;
  await admitRequest(context);
  const who = await whoCounts(context);
  const counts = countedBy(who, context).map(({ by, key }) => ({ by, key: `change:${by}:${key}` }));
  const { counted, tries } = await withReach(db, nobody, async (tx) => {
    await sweepOften((at, limit) => sweepWindows(tx, at, limit), now);
    const keys = counts.map(({ key }) => key);
    const counted = await countUses(tx, keys, windowMs, now);
    const by = who?.personId ?? `address:${networkIn(context)}`;
    const tries = further && (await countUses(tx, [`${further.name}:${by}`], further.windowMs, now));
    if (sessionId) await prolongSessionRow(tx, sessionId, now);
    return { counted, tries };
  });
  const uses = counts.flatMap(({ by, key }) =>
    counted.filter((use) => use.key === key).map((use) => ({ ...use, by })),
  );
  refuse("change", uses, now);
  const tried = tries?.[0];
  if (further && tried && tried.count > further.most) {
    const waitMs = tried.windowEndsAt.getTime() - now.getTime();
    throw new ServiceError("limit", `That is more than ${further.most} tries.`, {
      next: `Wait ${describeWait(waitMs)}, then try again.`,
      retryAfterSeconds: Math.ceil(waitMs / 1000),
    });
  }
}

/** Counts a request to a door that is open to everybody, by its network alone. */
export function admitOpen({ address, now }: { address: string | null; now: Date }): void {
  const key = address ? networkOf(address) : "unknown";
  refuse("request", [{ by: "address", ...admission().requests.count(`address:${key}`, now) }], now);
}

async function whoCounts({ db, sessionId, now }: VerbContext): Promise<WhoCounts | null> {
  if (!sessionId) return null;
  const { who } = admission();
  const known = who.get(sessionId);
  if (known && known.until > now.getTime() && known.until <= now.getTime() + whoMs) return known.found;
  const found = await findWho(db, sessionId);
  if (who.size >= 20_000) who.clear();
  who.set(sessionId, { found, until: now.getTime() + whoMs });
  return found;
}

function findWho(db: Database, sessionId: string): Promise<WhoCounts | null> {
  return withReach(db, nobody, (tx) => findWhoCounts(tx, sessionId));
}

/** Always in this order: concurrent changes lock their counts one after the other and never in a circle. */
function countedBy(who: WhoCounts | null, context: VerbContext): Counts {
  const own = who?.organizations.find(({ slug }) => slug === context.organization) ?? who?.organizations[0];
  return [
    ...(who ? [{ by: "person" as const, key: who.personId }] : []),
    ...(own ? [{ by: "organization" as const, key: own.id }] : []),
    { by: "address" as const, key: networkIn(context) },
  ];
}

function networkIn({ address }: { address: string | null }): string {
  return address ? networkOf(address) : "unknown";
}

function refuse(
  what: "request" | "change",
  uses: { by: LimitedBy; count: number; windowEndsAt: Date }[],
  now: Date,
): void {
  for (const { by, count, windowEndsAt } of uses) {
    const most = requestLimits[what][by];
    if (count <= most) continue;
    const waitMs = Math.max(windowEndsAt.getTime() - now.getTime(), 0);
    const { message, next } = describeLimit({ what, by, most, waitMs });
    throw new ServiceError("limit", message, { next, retryAfterSeconds: Math.ceil(waitMs / 1000) });
  }
}

/** Old windows go once a minute, by whoever counts at that moment. */
async function sweepOften(sweep: (now: Date, limit: number) => Promise<void>, now: Date): Promise<void> {
  const kept = admission();
  if (now.getTime() - kept.sweptAt < windowMs) return;
  kept.sweptAt = now.getTime();
  await sweep(now, mostSwept);
}
