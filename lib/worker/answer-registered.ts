import { CannotOpen, openSealed } from "@/lib/crypto/open";
import type { AskRow } from "@/lib/db/asks";
import { findSealedKubeconfig } from "@/lib/db/kubeconfigs";
import { askFault, askFaultCodes } from "@/lib/domain/asks/asks";
import { log } from "@/lib/log";
import type { AskOutcome } from "./asks";
import type { WorkerContext } from "./context";

const action = "OpenKubeconfig";

/** The kubeconfig that an admin registered for a cluster in AWS, as it was given. */
export async function answerRegistered(
  { db, sealingKeys }: WorkerContext,
  { organizationId, clusterId }: AskRow,
): Promise<AskOutcome> {
  const sealed = await findSealedKubeconfig(db, { organizationId, id: clusterId });
  if (!sealed) {
    const message = "No kubeconfig is registered for this cluster any more.";
    return { ok: false, fault: askFault(askFaultCodes.nothingRegistered, action, message) };
  }
  try {
    const text = await openSealed(sealed, `kubeconfig/${clusterId}`, sealingKeys);
    return { ok: true, answer: { kind: "kubeconfig", text, endpoint: null } };
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    log.error({ clusterId, reason: error.reason }, "A registered kubeconfig does not open");
    const message = "The registered kubeconfig cannot be opened any more.";
    return { ok: false, fault: askFault(askFaultCodes.cannotOpen, action, message) };
  }
}
