import { CannotOpen, openSealed } from "@/lib/crypto/open";
import { recordSiteServers } from "@/lib/db/site-checks";
import {
  claimSessionsToCheck,
  dropToken,
  expireSessions,
  type HeldSession,
  listEndedSessions,
  recordRightsTaken,
  recordSessionEnded,
  recordSessionSeen,
} from "@/lib/db/vcd-session-upkeep";
import { tenantRoles } from "@/lib/domain/people/roles";
import { roleFromVcd } from "@/lib/domain/vcd/sign-in";
import { log } from "@/lib/log";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { getCseServer } from "@/lib/providers/vcd/cse";
import { vcdCodes } from "@/lib/providers/vcd/faults";
import { endSession, getCurrentSession } from "@/lib/providers/vcd/session";
import type { WorkerContext } from "./context";
import { inParallel } from "./in-parallel";

/** Rights are fresh, and an ended session is found out, within five minutes. */
const askEveryMs = 4.5 * 60_000;
/** VCD could not be told that a session ended: after this the token is dropped all the same, and VCD ends it idle. */
const tellAtMostMs = 15 * 60_000;
const atATime = 20;

type TenantRole = (typeof tenantRoles)[number];

/** Roles stand from the least to the most. */
function isLess(role: TenantRole, than: TenantRole): boolean {
  return tenantRoles.indexOf(role) < tenantRoles.indexOf(than);
}

/**
 * Looks after the sessions that people have at VCD: asks whether they hold and what rights they give, ends those there
 * that were ended here, and drops every token that is not to be used again. A session that VCD has ended, or for which it
 * took away the rights that the person's role rests on, ends here too.
 */
export async function keepVcdSessions(context: WorkerContext): Promise<void> {
  const { db, clock, stopping } = context;
  await expireSessions(db, clock());
  const ended = await listEndedSessions(db);
  const now = clock();
  const askedBefore = new Date(now.getTime() - askEveryMs);
  const claimed = await claimSessionsToCheck(db, { askedBefore, now, limit: atATime });
  // At once: a VCD that does not answer keeps no other from being asked in time.
  await Promise.all([
    inParallel(ended, atATime, async (session) => {
      if (!stopping.aborted) await endAtVcd(context, session);
    }),
    ...claimed.map((session) => askVcd(context, session)),
  ]);
}

async function openAsPerson(context: WorkerContext, session: HeldSession): Promise<VcdSession> {
  const token = await openSealed(session.tokenSealed, `vcd-session/${session.id}`, context.sealingKeys);
  const credential = { kind: "session", organization: session.organizationName, token } as const;
  return context.vcdClients.open({ site: session.site, credential, tenant: null });
}

async function endAtVcd(context: WorkerContext, session: HeldSession): Promise<void> {
  try {
    await endSession(await openAsPerson(context, session));
  } catch (error) {
    const overdue =
      session.endedAt !== null && context.clock().getTime() - session.endedAt.getTime() > tellAtMostMs;
    const silent = error instanceof ProviderError;
    log.warn({ err: error, vcdSessionId: session.id }, "A session could not be ended at VCD");
    if (silent && !overdue) return;
  }
  await dropToken(context.db, session.id);
}

async function askVcd(context: WorkerContext, session: HeldSession): Promise<void> {
  const { db, clock } = context;
  try {
    const person = await openAsPerson(context, session);
    const seen = await getCurrentSession(person);
    const { roles, rights, idleTimeoutMs } = seen;
    if (isLess(roleFromVcd(seen), roleFromVcd(session))) await recordRightsTaken(db, session, clock());
    await recordSessionSeen(db, session.id, { roles, rights, idleTimeoutMs });
    const { versions } = person;
    await recordSiteServers(db, session.siteId, { versions, cseServer: await getCseServer(person) });
  } catch (error) {
    const ended = error instanceof ProviderError && error.fault.code === vcdCodes.sessionEnded;
    if (ended || error instanceof CannotOpen) await recordSessionEnded(db, session, clock());
    // Silence says nothing about the session: it is asked again at its time.
    if (!ended) log.warn({ err: error, vcdSessionId: session.id }, "VCD could not be asked about a session");
  }
}
