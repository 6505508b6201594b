import { and, eq, sql } from "drizzle-orm";
import { isExposureEnded } from "@/lib/domain/exposures/states";
import type { ConnectionTerms, ExposureTerms } from "@/lib/domain/requests/requests";
import { giveUpAskedCluster } from "./cluster-acts";
import { findExposure, updateExposure } from "./exposures";
import type { Transaction } from "./pool";
import type { RequestRow } from "./requests";
import { connections } from "./schema/connections";
import { exposures } from "./schema/exposures";
import { announceChange } from "./signals";

/** What became of a request: a decision, its withdrawal, or that nobody decided in time. */
export type Settlement = "approved" | "denied" | "withdrawn" | "expired";

/** What a request asks for, and where a sweep acts on it. */
export type SettledSubject = { subjectId: string; placeId: string };

type Scope = { id: string; organizationId: string };
type Placed = { placeId: string } | null;

/**
 * Carries what became of a locked request over to what it asks for, and tells open pages of both. Null where that no
 * longer waits for it: then nothing was changed.
 */
export async function settleSubject(
  tx: Transaction,
  request: Pick<RequestRow, "id" | "kind" | "subjectId" | "organizationId" | "terms">,
  as: Settlement,
  now: Date,
): Promise<SettledSubject | null> {
  const { subjectId, organizationId, terms } = request;
  const scope = { id: subjectId, organizationId };
  const settled =
    terms.kind === "connection"
      ? await settleConnection(tx, scope, terms, as, now)
      : await settleExposure(tx, scope, terms, as, now);
  if (!settled) return null;
  // A cluster that was only asked for with its exposure is not to be made.
  if (terms.kind === "exposure" && terms.act === "create" && as !== "approved")
    await giveUpAskedCluster(tx, terms.clusterId, now);
  await announceChange(tx, { organizationId, kind: `${request.kind}s`, id: subjectId });
  if (terms.kind === "exposure")
    await announceChange(tx, { organizationId, kind: "clusters", id: terms.clusterId });
  await announceChange(tx, { organizationId, kind: "requests", id: request.id });
  return { subjectId, placeId: settled.placeId };
}

function settleConnection(
  tx: Transaction,
  scope: Scope,
  terms: ConnectionTerms,
  as: Settlement,
  now: Date,
): Promise<Placed> {
  if (terms.changes) return settleChange(tx, scope, terms, as);
  if (as === "approved")
    return updateAwaited(tx, scope, { state: "queued", stateSince: now, approvedAt: now });
  const ended = { state: as, stateSince: now, endedAt: now };
  if (as === "denied") return updateAwaited(tx, scope, ended);
  const reason = as === "expired" ? ("undecided" as const) : ("withdrawn-here" as const);
  return updateAwaited(tx, scope, { ...ended, ending: { as, reason, byAccountId: null, detail: null } });
}

/** A change is asked for beside a connection that goes on as approved unless it is approved. */
async function settleChange(
  tx: Transaction,
  scope: Scope,
  terms: ConnectionTerms,
  as: Settlement,
): Promise<Placed> {
  const ofOrganization = and(
    eq(connections.id, scope.id),
    eq(connections.organizationId, scope.organizationId),
  );
  if (as !== "approved") {
    const [row] = await tx.select({ placeId: connections.placeId }).from(connections).where(ofOrganization);
    return row ?? null;
  }
  const [row] = await tx
    .update(connections)
    .set({
      cidrs: terms.cidrs,
      dnsResolution: terms.dnsResolution,
      revision: sql`${connections.revision} + 1`,
    })
    .where(
      and(
        ofOrganization,
        sql`${connections.state} in ('queued', 'sending', 'awaiting-acceptance', 'connecting', 'active')`,
        eq(connections.wanted, "connected"),
      ),
    )
    .returning({ placeId: connections.placeId });
  return row ?? null;
}

async function updateAwaited(
  tx: Transaction,
  scope: Scope,
  changes: Partial<typeof connections.$inferInsert>,
): Promise<Placed> {
  const [row] = await tx
    .update(connections)
    .set({ ...changes, revision: sql`${connections.revision} + 1` })
    .where(
      and(
        eq(connections.id, scope.id),
        eq(connections.organizationId, scope.organizationId),
        eq(connections.state, "awaiting-approval"),
      ),
    )
    .returning({ placeId: connections.placeId });
  return row ?? null;
}

function settleExposure(
  tx: Transaction,
  scope: Scope,
  terms: ExposureTerms,
  as: Settlement,
  now: Date,
): Promise<Placed> {
  if (terms.act === "open-firewall") return settleOpening(tx, scope, terms, as);
  if (as === "approved") {
    return updateAwaitedExposure(tx, scope, { state: "programming", stateSince: now, approvedAt: now });
  }
  if (as === "denied") {
    return updateAwaitedExposure(tx, scope, { state: as, stateSince: now, endedAt: now });
  }
  const reason = as === "expired" ? ("undecided" as const) : ("withdrawn-here" as const);
  return updateAwaitedExposure(tx, scope, {
    state: "withdrawn",
    stateSince: now,
    endedAt: now,
    ending: { as: "withdrawn", reason, detail: null },
  });
}

async function updateAwaitedExposure(
  tx: Transaction,
  scope: Scope,
  changes: Partial<typeof exposures.$inferInsert>,
): Promise<Placed> {
  const [row] = await tx
    .update(exposures)
    .set({ ...changes, revision: sql`${exposures.revision} + 1` })
    .where(
      and(
        eq(exposures.id, scope.id),
        eq(exposures.organizationId, scope.organizationId),
        eq(exposures.state, "awaiting-approval"),
      ),
    )
    .returning({ placeId: exposures.placeId });
  return row ?? null;
}

/** An opening is asked for beside an exposure that goes on whatever is decided. */
async function settleOpening(
  tx: Transaction,
  scope: Scope,
  terms: ExposureTerms,
  as: Settlement,
): Promise<Placed> {
  const found = await findExposure(tx, { ...scope, lock: as === "approved" });
  if (!found) return null;
  const { state, placeId } = found.exposure;
  if (as !== "approved") return { placeId };
  if (isExposureEnded(state) || state === "withdrawing" || state === "awaiting-approval") return null;
  await updateExposure(tx, scope, { firewall: { clientCidrs: terms.clientCidrs, wanted: "open" } });
  return { placeId };
}
