import {
  announceToProvider,
  claimPlaces,
  LeaseLost,
  loadPlace,
  type PlaceClaim,
  releasePlace,
  renewLease,
  type SweepResult,
} from "@/lib/db/places";
import { loadSweptPlace } from "@/lib/db/sweeps";
import { loadSweptVcdPlace } from "@/lib/db/vcd-sweeps";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { log } from "@/lib/log";
import { refusesCredentials } from "@/lib/providers/aws/faults";
import { ProviderError } from "@/lib/providers/provider-error";
import { refusesVcdCredentials, vcdCodes } from "@/lib/providers/vcd/faults";
import { leaseMs, type WorkerContext } from "./context";
import { sweepAws } from "./sweep-aws";
import type { SweepReport } from "./sweep-report";
import { sweepVcd } from "./sweep-vcd";
import { openVcdPlace } from "./vcd-context";

export type FailedSweep = { failed: ProviderFault; result: SweepResult };

/**
 * Back-off after failed looks: 2 s, doubling to 5 min; credentials refused a second time wait at least a minute. A
 * password that VCD refuses is tried less and less, to once an hour: VCD locks the account after a few.
 */
function backOffMs(kind: PlaceClaim["kind"], failures: number, fault: ProviderFault): number {
  const doubled = 2_000 * 2 ** Math.min(failures - 1, 16);
  const refused = kind === "aws" ? refusesCredentials(fault) : refusesVcdCredentials(fault);
  if (!refused || failures === 1) return Math.min(doubled, 300_000);
  const longestMs = kind === "vcd" && fault.code !== vcdCodes.sessionEnded ? 3_600_000 : 300_000;
  return Math.min(Math.max(60_000, doubled), longestMs);
}

/** Claims up to `limit` places that are due. */
export function claimDuePlaces(context: WorkerContext, limit: number): Promise<PlaceClaim[]> {
  return claimPlaces(context.db, { owner: context.workerId, limit, leaseMs, now: context.clock() });
}

/**
 * Claims one place, due or not, and sweeps it once. Null where another worker holds it or the claim was lost on the
 * way; `failed` names the fault where the provider could not be read.
 */
export async function sweepPlaceOnce(
  context: WorkerContext,
  placeId: string,
): Promise<SweepReport | FailedSweep | null> {
  const options = { owner: context.workerId, limit: 1, leaseMs, now: context.clock(), placeId };
  const [claim] = await claimPlaces(context.db, options);
  return claim ? sweepClaimed(context, claim) : null;
}

/** Sweeps a claimed place, keeping its lease alive meanwhile, and releases it. Never throws. */
export async function sweepClaimed(
  context: WorkerContext,
  claim: PlaceClaim,
): Promise<SweepReport | FailedSweep | null> {
  const renewing = setInterval(() => {
    renewLease(context.db, claim, leaseMs).catch((error) => {
      log.warn({ err: error, placeId: claim.placeId }, "A lease could not be renewed");
    });
  }, leaseMs / 3);
  try {
    const before = await loadPlace(context.db, claim.placeId);
    const sweep = claim.kind === "aws" ? sweepAws : sweepVcd;
    const report = await sweep(context, claim).catch((error) => failedSweep(context, claim, error));
    const { result } = report;
    await releasePlace(context.db, claim, result, context.clock());
    const turned = before.fault?.code !== result.fault?.code;
    if (turned || result.inventoriedAt) await announceToProvider(context.db, "places", claim.placeId);
    return report;
  } catch (error) {
    if (error instanceof LeaseLost) log.warn({ placeId: claim.placeId }, error.message);
    else log.error({ err: error, placeId: claim.placeId }, "A sweep broke off");
    return null;
  } finally {
    clearInterval(renewing);
  }
}

/** Nothing could be observed: what is known stays, with its age, and the place is tried again later. */
async function failedSweep(context: WorkerContext, claim: PlaceClaim, error: unknown): Promise<FailedSweep> {
  if (error instanceof LeaseLost) throw error;
  const place = await loadPlace(context.db, claim.placeId);
  const fault =
    error instanceof ProviderError
      ? error.fault
      : { code: "SweepFailed", message: String(error), requestId: null, action: "sweep" };
  await forgetSession(context, claim, fault);
  const failures = place.failures + 1;
  const now = context.clock();
  const dueAt = new Date(now.getTime() + backOffMs(claim.kind, failures, fault));
  log.warn({ placeId: place.id, failures, err: error }, "A place could not be swept");
  return { failed: fault, result: { dueAt, failures, fault, faultAt: now } };
}

/** Sessions may be ended before their time: the next sweep begins one anew. A refused password is not sent again soon. */
async function forgetSession(context: WorkerContext, claim: PlaceClaim, fault: ProviderFault): Promise<void> {
  const { db, clients, vcdClients } = context;
  if (claim.kind === "aws") {
    if (!refusesCredentials(fault)) return;
    const { place, account } = await loadSweptPlace(db, claim.placeId);
    clients.forget({ ...account, region: place.region });
  } else if (fault.code === vcdCodes.sessionEnded) {
    vcdClients.forget(await openVcdPlace(context, await loadSweptVcdPlace(db, claim.placeId)));
  }
}
