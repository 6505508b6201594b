import { CannotOpen, openSealed } from "@/lib/crypto/open";
import { loadPersonToken } from "@/lib/db/person-tokens";
import { recordSessionEnded } from "@/lib/db/vcd-session-upkeep";
import { askFault, askFaultCodes } from "@/lib/domain/asks/asks";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { log } from "@/lib/log";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { vcdCodes } from "@/lib/providers/vcd/faults";
import type { WorkerContext } from "./context";

export type PersonSession = { ok: true; session: VcdSession } | { ok: false; fault: ProviderFault };

/**
 * Calls in a person's name, with the token that was sealed when they signed in. Refused where it is gone or ran out:
 * then they sign in again. Throws ProviderError where the site does not answer.
 */
export async function openPersonSession(
  { db, vcdClients, sealingKeys, clock }: WorkerContext,
  vcdSessionId: string,
  action: string,
): Promise<PersonSession> {
  const held = await loadPersonToken(db, vcdSessionId);
  const usable = held?.tokenSealed && !held.endedAt && (held.expiresAt === null || held.expiresAt > clock());
  if (!held?.tokenSealed || !usable) {
    const message = "Your session at VMware Cloud Director has ended.";
    return { ok: false, fault: askFault(askFaultCodes.signInNeeded, action, message) };
  }
  try {
    const token = await openSealed(held.tokenSealed, `vcd-session/${held.vcdSessionId}`, sealingKeys);
    const credential = { kind: "session", organization: held.organization.name, token } as const;
    return { ok: true, session: await vcdClients.open({ site: held.site, credential, tenant: null }) };
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    log.error({ vcdSessionId, reason: error.reason }, "A person's token does not open");
    const message = "Your sign-in at VMware Cloud Director was kept under a key that is gone.";
    return { ok: false, fault: askFault(askFaultCodes.signInNeeded, action, message) };
  }
}

/** Drops a token that VCD no longer accepts and ends the session here, so that the person signs in again. */
export async function noteRefusedToken(
  { db, clock }: WorkerContext,
  vcdSessionId: string,
  error: unknown,
): Promise<void> {
  if (!(error instanceof ProviderError) || error.fault.code !== vcdCodes.sessionEnded) return;
  const held = await loadPersonToken(db, vcdSessionId);
  if (held) await recordSessionEnded(db, { ...held, id: vcdSessionId }, clock());
}
