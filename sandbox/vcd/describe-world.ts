import { usedAddresses } from "./addresses";
import { statusOf } from "./cse/entity-status";
import type { LoopbackNetwork } from "./loopback-network";
import type { VcdSandbox } from "./state";

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** The truth, whoever may see it; passwords, tokens and private keys stay inside. */
export function describeWorld(sandbox: VcdSandbox, network: LoopbackNetwork) {
  const { store, clock, settings } = sandbox;
  return {
    clock: clock.describe(),
    settings,
    listening: network.listening,
    leftOut: [...network.leftOut.values()],
    templates: store.templates.all().map(({ name, revision, kind, kubernetesVersion }) => ({
      name,
      revision,
      kind,
      kubernetesVersion,
    })),
    organizations: store.organizations.all().map((organization) => {
      const mine = <T extends { organizationId: string }>(record: T) =>
        record.organizationId === organization.id;
      return {
        id: organization.id,
        name: organization.name,
        roles: store.roles.filter(mine).map(({ id, name, rights }) => ({ id, name, rights })),
        users: store.users.filter(mine).map((user) => ({
          id: user.id,
          name: user.name,
          role: store.roles.get(user.roleId)?.name,
          lockedUntil: time(user.lockedUntil),
        })),
        vdcs: store.vdcs.filter(mine),
        vdcGroups: store.vdcGroups.filter(mine),
        networks: store.networks.filter(mine),
        edgeGateways: store.edgeGateways.filter(mine).map((edge) => ({
          ...edge,
          inUse: usedAddresses(sandbox, edge),
          natRules: store.natRules.filter((rule) => rule.edgeGatewayId === edge.id),
        })),
        clusters: store.entities.filter(mine).map((entity) => {
          const { private: _, ...status } = statusOf(entity);
          return { ...entity, entity: { ...entity.entity, status } };
        }),
        vapps: store.vapps.filter(mine),
        controlPlanes: store.vapps.filter(mine).flatMap((vapp) => {
          const plane = store.controlPlanes.get(vapp.id);
          if (!plane) return [];
          const { clusterName, nodeName, ip, controlPlaneEndpoint, kubernetesVersion, createdAt } = plane;
          return [
            {
              clusterName,
              nodeName,
              ip,
              controlPlaneEndpoint,
              kubernetesVersion,
              createdAt: time(createdAt),
            },
          ];
        }),
        tasks: store.tasks.filter(mine).map((task) => ({
          ...task,
          startTime: time(task.startTime),
          endTime: time(task.endTime),
          resultContent: undefined,
        })),
      };
    }),
    operations: store.operations
      .all()
      .map(({ clusterName, kind, step, taskId }) => ({ clusterName, kind, step, taskId })),
    jobs: store.jobs.all().map(({ at, work }) => ({ at: time(at), ...work })),
  };
}
