import type { Entity } from "../records";
import type { VcdSandbox } from "../state";
import { vappOfEntity } from "./change-cluster";
import { CseError } from "./cse-error";
import { isTkgm2, statusOf } from "./entity-status";

/** The file CSE hands out: from the node through VMware Tools, or for TKGm of 3.1.x from the entity. */
export function readKubeconfig(sandbox: VcdSandbox, entity: Entity, user: string): string {
  if (entity.state !== "RESOLVED") {
    throw new CseError(
      500,
      `Cluster ${entity.name} with id ${entity.id} is not in a valid state for this operation. Please contact the administrator`,
    );
  }
  if (isTkgm2(entity)) {
    const kubeConfig = (statusOf(entity).private as { kubeConfig?: string } | null | undefined)?.kubeConfig;
    if (!kubeConfig) throw new CseError(500, "Failed to get cluster kube-config");
    return kubeConfig;
  }
  const vapp = vappOfEntity(sandbox, entity);
  const plane = sandbox.store.controlPlanes.get(vapp?.id);
  const organization = sandbox.store.organizations.get(entity.organizationId)?.name ?? "";
  const fault = sandbox.faults.take({ operation: "cse:vm-tools", via: "cse", organization, user }, [
    "error",
    "unknown-error",
  ]);
  if (fault || !vapp?.toolsRunning || !plane) throw new CseError(500, "Couldn't get cluster configuration");
  return plane.kubeconfig;
}
