import type { AskRow } from "@/lib/db/asks";
import { findClusterOfAsk, readClusterReach, recordKubeconfig } from "@/lib/db/kubeconfigs";
import type { VcdClusterRow } from "@/lib/db/vcd-clusters";
import { type AskAnswer, askFault, askFaultCodes } from "@/lib/domain/asks/asks";
import { currentEndpoint, insideServer } from "@/lib/domain/kubeconfig/current-endpoint";
import { inspectKubeconfig, rewriteKubeconfig } from "@/lib/domain/kubeconfig/rewrite-kubeconfig";
import { certificateEnd } from "@/lib/providers/kubernetes/certificates";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { getKubeconfig, getUpgradePlan, listShares } from "@/lib/providers/vcd/cse";
import { isForbidden } from "@/lib/providers/vcd/faults";
import { listUsers } from "@/lib/providers/vcd/organizations";
import type { AskOutcome } from "./asks";
import type { WorkerContext } from "./context";
import { noteRefusedToken, openPersonSession } from "./person-session";

/** A cluster that CSE has made. */
type Made = VcdClusterRow & { entityId: string };

const actions = {
  kubeconfig: "GetKubeconfig",
  "upgrade-plan": "GetUpgradePlan",
  shares: "ListShares",
} as const;

/** Has CSE answer in the person's name, with their own token. Throws ProviderError. */
export async function answerByCse(context: WorkerContext, ask: AskRow): Promise<AskOutcome> {
  const action = actions[ask.kind];
  const cluster = await findClusterOfAsk(context.db, {
    organizationId: ask.organizationId,
    id: ask.clusterId,
  });
  if (!isMade(cluster)) {
    const message = "The cluster is gone, or CSE has not made it yet.";
    return { ok: false, fault: askFault(askFaultCodes.clusterGone, action, message) };
  }
  const opened = await openPersonSession(context, ask.vcdSessionId ?? "", action);
  if (!opened.ok) return opened;
  try {
    const answer = await answerFor(context, ask, cluster, opened.session);
    if (answer) return { ok: true, answer };
    const message = "What CSE gave as the kubeconfig cannot be read as one.";
    return { ok: false, fault: askFault(askFaultCodes.notAKubeconfig, action, message) };
  } catch (error) {
    await noteRefusedToken(context, ask.vcdSessionId ?? "", error);
    throw error;
  }
}

function isMade(cluster: VcdClusterRow | null): cluster is Made {
  return cluster !== null && cluster.entityId !== null && cluster.goneAt === null;
}

async function answerFor(
  context: WorkerContext,
  { kind }: AskRow,
  cluster: Made,
  session: VcdSession,
): Promise<AskAnswer | null> {
  const entity = { id: cluster.entityId, dialect: cluster.dialect };
  switch (kind) {
    case "kubeconfig":
      return fileFor(context, cluster, await getKubeconfig(session, entity));
    case "upgrade-plan":
      return { kind, templates: await getUpgradePlan(session, entity) };
    case "shares":
      return { kind, shares: await listShares(session, entity), users: await usersOrNull(session) };
  }
}

async function usersOrNull(session: VcdSession) {
  try {
    return await listUsers(session);
  } catch (error) {
    if (error instanceof ProviderError && isForbidden(error.fault)) return null;
    throw error;
  }
}

/** The file as the exposure is now; what it says that is no secret is remembered. Null for text that is no kubeconfig. */
async function fileFor(
  { db, clock }: WorkerContext,
  cluster: Made,
  given: string,
): Promise<Extract<AskAnswer, { kind: "kubeconfig" }> | null> {
  const facts = inspectKubeconfig(given);
  if (!facts) return null;
  await recordKubeconfig(db, cluster, {
    certificateAuthority: facts.authority,
    clientCertificateEnds: facts.clientCertificate ? certificateEnd(facts.clientCertificate) : null,
    kubeconfigReadAt: clock(),
  });
  const reach = await readClusterReach(db, cluster);
  const nodeAddress = cluster.vm?.address ?? cluster.seen?.controlPlane?.address ?? null;
  const endpoint = currentEndpoint({ ...reach, cluster, nodeAddress });
  const inside = endpoint ? null : insideServer({ nodeAddress, rules: reach.rules }, facts.servers);
  const target = endpoint ?? (inside ? { server: inside } : null);
  if (!target) return { kind: "kubeconfig", text: given, endpoint: null };
  const rewritten = rewriteKubeconfig(given, target);
  return rewritten.ok ? { kind: "kubeconfig", text: rewritten.text, endpoint } : null;
}
