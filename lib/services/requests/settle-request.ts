import { giveUpAskedCluster } from "@/lib/db/cluster-acts";
import { findExposure, updateExposure } from "@/lib/db/exposures";
import type { Transaction } from "@/lib/db/pool";
import { type RequestWithNames, settleAwaitedConnection, settleAwaitedExposure } from "@/lib/db/requests";
import { announceChange } from "@/lib/db/signals";
import { isExposureEnded } from "@/lib/domain/exposures/states";
import type { ExposureTerms } from "@/lib/domain/requests/requests";
import { ServiceError } from "../errors";
import { digestTerms } from "./digest-terms";

/** Refuses a decision on anything but exactly what was shown. */
export function requireSameTerms({ request }: RequestWithNames, shownDigest: string): void {
  if (shownDigest === request.termsDigest && digestTerms(request.terms) === shownDigest) return;
  throw new ServiceError("stale", "This request is not what it was when you looked; nothing was decided.", {
    next: "Read it again as it is now, then decide.",
  });
}

export type Settlement = "approved" | "denied" | "withdrawn";

/** What a request asks for, and where a sweep acts on it. */
export type SettledSubject = { subjectId: string; placeId: string };

/** Carries a decision or a withdrawal over to what was asked for, and tells open pages of both. */
export async function settleRequest(
  tx: Transaction,
  { request }: RequestWithNames,
  as: Settlement,
  now: Date,
): Promise<SettledSubject> {
  const { subjectId, organizationId, terms } = request;
  const scope = { id: subjectId, organizationId };
  const settled =
    terms.kind === "connection"
      ? await settleAwaitedConnection(tx, scope, connectionChanges(as, now))
      : terms.act === "open-firewall"
        ? await settleOpening(tx, scope, terms, as)
        : await settleAwaitedExposure(tx, scope, exposureChanges(as, now));
  if (!settled) {
    throw new ServiceError(
      "precondition",
      `The ${request.kind} this request is about no longer waits for it.`,
      {
        next: `Open the ${request.kind} to see what became of it.`,
      },
    );
  }
  // A cluster that was only asked for with its exposure is not to be made.
  if (terms.kind === "exposure" && terms.act === "create" && as !== "approved")
    await giveUpAskedCluster(tx, terms.clusterId, now);
  await announceChange(tx, { organizationId, kind: `${request.kind}s`, id: subjectId });
  if (terms.kind === "exposure")
    await announceChange(tx, { organizationId, kind: "clusters", id: terms.clusterId });
  await announceChange(tx, { organizationId, kind: "requests", id: request.id });
  return { subjectId, placeId: settled.placeId };
}

type ConnectionChanges = Parameters<typeof settleAwaitedConnection>[2];
type ExposureChanges = Parameters<typeof settleAwaitedExposure>[2];

function connectionChanges(as: Settlement, now: Date): ConnectionChanges {
  if (as === "approved") return { state: "queued", stateSince: now, approvedAt: now };
  const ended = { state: as, stateSince: now, endedAt: now };
  if (as === "denied") return ended;
  return {
    ...ended,
    ending: { as: "withdrawn", reason: "withdrawn-here", byAccountId: null, detail: null },
  };
}

function exposureChanges(as: Settlement, now: Date): ExposureChanges {
  if (as === "approved") return { state: "programming", stateSince: now, approvedAt: now };
  const ended = { state: as, stateSince: now, endedAt: now };
  if (as === "denied") return ended;
  return { ...ended, ending: { as: "withdrawn", reason: "withdrawn-here", detail: null } };
}

/** An opening is asked for beside an exposure that goes on whatever is decided. */
async function settleOpening(
  tx: Transaction,
  scope: { id: string; organizationId: string },
  terms: ExposureTerms,
  as: Settlement,
): Promise<{ placeId: string } | null> {
  const found = await findExposure(tx, { ...scope, lock: true });
  if (!found) return null;
  const { state, placeId } = found.exposure;
  if (as !== "approved") return { placeId };
  if (isExposureEnded(state) || state === "withdrawing" || state === "awaiting-approval") return null;
  await updateExposure(tx, scope, { firewall: { clientCidrs: terms.clientCidrs, wanted: "open" } });
  return { placeId };
}
