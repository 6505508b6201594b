import { type DueProbe, findDueProbes, recordProbe } from "@/lib/db/exposure-probes";
import { apiPort } from "@/lib/domain/exposures/plan-types";
import { mayProbe, nameToVerify } from "@/lib/domain/exposures/probes";
import { log } from "@/lib/log";
import { shakeHands } from "@/lib/providers/kubernetes/handshake";
import { askVersion } from "@/lib/providers/kubernetes/probe";
import type { WorkerContext } from "./context";
import { inParallel } from "./in-parallel";

/** An exposed API server is tried this often; where somebody watches or nothing answers, more often. */
const restMs = 30_000;
const closeMs = 8_000;
const timeoutMs = 5_000;
const probesAtOnce = 8;
const probesPerRound = 64;

/**
 * Tries the exposed addresses that are due from here, apart from sweeps: a TLS handshake, and `GET /version` where the
 * cluster's authority is known. Answers how many were tried.
 */
export async function probeExposed({ db, clock, stopping }: WorkerContext): Promise<number> {
  const now = clock();
  const due = await findDueProbes(db, {
    now,
    restedSince: new Date(now.getTime() - restMs),
    closeSince: new Date(now.getTime() - closeMs),
    limit: probesPerRound,
  });
  const allowed = due.filter(({ address, edge }) => mayProbe(address, edge));
  await inParallel(allowed, probesAtOnce, async (one) => {
    if (stopping.aborted) return;
    const found = await probe(one);
    await recordProbe(db, one, found, clock()).catch((error: unknown) => {
      log.warn({ err: error, exposureId: one.id }, "A probe could not be recorded");
    });
  });
  return allowed.length;
}

async function probe({ address, certificateAuthority }: DueProbe) {
  const server = { host: address, port: apiPort, timeoutMs };
  const handshake = await shakeHands({ ...server, serverName: address, certificateAuthority });
  if (!handshake.ok) {
    const { reason, message } = handshake;
    return { handshake, answer: { answers: false as const, reason, message } };
  }
  const serverName = nameToVerify(handshake.certificate, address);
  const answer =
    certificateAuthority === null ? null : await askVersion({ ...server, serverName, certificateAuthority });
  return { handshake, answer };
}
