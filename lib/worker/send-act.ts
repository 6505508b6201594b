import type { WaitingAct } from "@/lib/db/act-sends";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { actFaultCodes } from "@/lib/domain/vcd/acts";
import { type ClusterConfig, toApplyPayload, versionOfDocument } from "@/lib/domain/vcd/cluster-config";
import { editDocument } from "@/lib/domain/vcd/edit-document";
import type { ClusterDialect, ClusterEntitySeen } from "@/lib/domain/vcd/observed";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { findClusters, getCluster } from "@/lib/providers/vcd/clusters";
import {
  createCluster,
  deleteCluster,
  forceDeleteCluster,
  getUpgradePlan,
  replaceShares,
  updateCluster,
  upgradeCluster,
} from "@/lib/providers/vcd/cse";

/** A call that is ready to be sent, once; or why it is not to be. */
export type PreparedAct =
  | { ok: true; send: () => Promise<{ taskId: string | null } | "done"> }
  | { ok: false; fault: ProviderFault };

/** The document in the version that clusters of this family are made of: exactly what was confirmed. */
export function documentToSend(config: ClusterConfig, dialect: ClusterDialect): Record<string, unknown> {
  if (dialect === "native-1") return toApplyPayload(config, "1.0.0");
  return toApplyPayload(config, versionOfDocument(config.documentVersion) === "2.0.0" ? "2.0.0" : "2.1.0");
}

/**
 * Reads anew what an act builds on, so that nothing is written back that somebody has changed since: CSE is sent the
 * whole document, and an old flag in it would un-expose. Throws ProviderError.
 */
export async function prepareAct(session: VcdSession, act: WaitingAct): Promise<PreparedAct> {
  const { input, cluster } = act;
  if (input.kind === "create") {
    const document = documentToSend(input.config, cluster.dialect);
    const named = await findClusters(session, cluster.name);
    if (named.length > 0)
      return refuse(act, actFaultCodes.nameTaken, `There is a cluster ${cluster.name} already.`);
    return { ok: true, send: () => createCluster(session, document) };
  }
  if (!cluster.entityId)
    return refuse(act, actFaultCodes.clusterGone, `CSE has not made ${cluster.name} yet.`);
  if (input.kind === "force-delete") {
    const entity = { id: cluster.entityId, dialect: cluster.dialect };
    return { ok: true, send: () => forceDeleteCluster(session, entity) };
  }
  const entity = await getCluster(session, cluster.entityId);
  if (!entity) return refuse(act, actFaultCodes.clusterGone, `${cluster.name} is gone.`);
  if (entity.phase?.status === "IN_PROGRESS") {
    return refuse(
      act,
      actFaultCodes.clusterBusy,
      `CSE is at work on ${cluster.name}, and takes no second change.`,
    );
  }
  return prepareChange(session, act, entity);
}

async function prepareChange(
  session: VcdSession,
  act: WaitingAct,
  entity: ClusterEntitySeen,
): Promise<PreparedAct> {
  const { input } = act;
  switch (input.kind) {
    case "resize": {
      const nfs = entity.wantedNfsNodes ?? entity.nfsNodes.length;
      const change = {
        workers: input.workers,
        ...(input.nfsNodes === nfs ? {} : { nfsNodes: input.nfsNodes }),
      };
      return { ok: true, send: () => updateCluster(session, entity, editDocument(entity, change)) };
    }
    case "upgrade": {
      const template = { name: input.templateName, revision: input.templateRevision };
      const plan = await getUpgradePlan(session, entity);
      if (!plan.some(({ name, revision }) => name === template.name && revision === template.revision)) {
        const message = `CSE does not name ${template.name}, revision ${template.revision}, among what this cluster can be upgraded to.`;
        return refuse(act, actFaultCodes.notInPlan, message);
      }
      return { ok: true, send: () => upgradeCluster(session, entity, editDocument(entity, { template })) };
    }
    case "share": {
      const shares = input.shares.map(({ userId, userName, accessLevelId }) => ({
        accessLevelId,
        user: { id: userId, name: userName },
      }));
      return {
        ok: true,
        send: async () => {
          await replaceShares(session, entity, shares);
          return "done";
        },
      };
    }
    default:
      return { ok: true, send: () => deleteCluster(session, entity) };
  }
}

function refuse({ kind }: WaitingAct, code: string, message: string): PreparedAct {
  return { ok: false, fault: { code, message, requestId: null, action: kind } };
}
