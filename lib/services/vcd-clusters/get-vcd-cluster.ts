import { z } from "zod";
import { findLiveAct, listClusterActs } from "@/lib/db/cluster-acts";
import { readExposureHistory } from "@/lib/db/exposure-history";
import { listClusterTasks } from "@/lib/db/vcd-clusters";
import * as can from "@/lib/domain/exposures/can";
import type { VcdClusterView } from "@/lib/domain/exposures/cluster-views";
import { dnatStatusOf } from "@/lib/domain/exposures/dnat-view";
import { type ClusterCapabilities, viewVcdCluster } from "@/lib/domain/exposures/vcd-cluster-view";
import type { ActCluster, ActWorld } from "@/lib/domain/vcd/acts-can";
import * as acts from "@/lib/domain/vcd/acts-can";
import { toTaskSources } from "../exposures/get-exposure";
import { lineOf } from "../exposures/line-of";
import { loadClusterScene } from "../exposures/load-cluster-scene";
import type { ClusterScene } from "../exposures/load-vcd-world";
import { exposePreflight } from "../exposures/request-exposure";
import { verb } from "../verb";

const tasksShown = 20;
const actsShown = 10;

/** A cluster of VCD with everything that its page shows. */
export const getVcdCluster = verb({
  name: "vcd-clusters.get",
  kind: "read",
  permission: "cluster.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx, now }): Promise<VcdClusterView> => {
    const { organizationId } = actor;
    const scene = await loadClusterScene(tx, actor, { clusterId: input.id, now });
    const { found, live, ended, by, exposable, person } = scene;
    const { cluster, site, vcdOrganization } = found;
    const exposureIds = [...(live ? [live] : []), ...ended].map(({ exposure }) => exposure.id);
    const scope = { organizationId, clusterId: cluster.id };
    const act = await findLiveAct(tx, scope);
    const mayExpose = can.requestExposure({
      ...by,
      cluster: exposable,
      live: live && { state: live.exposure.state },
      dnat: dnatStatusOf(scene.dnat).code,
      quota: scene.quota,
    });
    const tasks = await listClusterTasks(tx, {
      placeId: cluster.placeId,
      clusterId: cluster.id,
      exposureIds,
      limit: tasksShown,
    });
    return viewVcdCluster(
      {
        by,
        quota: scene.quota,
        row: cluster,
        site,
        vcdOrganizationName: vcdOrganization.name,
        exposable,
        place: scene.place,
        live: live && { line: lineOf(live), opened: live.exposure.firewall !== null },
        ended: ended.map(lineOf),
        foundAddress: scene.foundRule?.externalAddresses ?? null,
        dnat: scene.dnat,
        repairs: scene.repairs,
        preflight: mayExpose.ok ? await exposePreflight({ actor, tx, now }, scene, []) : [],
        tasks: tasks.map(toTaskSources),
        acts: await listClusterActs(tx, { ...scope, limit: actsShown }),
        history: {
          clusterName: cluster.name,
          ...(await readExposureHistory(tx, { ...scope, exposureIds })),
        },
        signedIn:
          person && person.placeId === cluster.placeId
            ? { userName: person.userName, usable: person.usable, rightsKnown: person.rights !== null }
            : null,
        can: judgeActs(scene, act),
      },
      now,
    );
  },
});

function judgeActs(scene: ClusterScene, live: ActCluster["live"]): ClusterCapabilities {
  const { found, by, person, exposable, place } = scene;
  const { cluster, site } = found;
  const world: ActWorld = {
    role: by.role,
    person,
    placeId: cluster.placeId,
    site,
    held: cluster.heldAt
      ? { by: "cluster", reason: cluster.heldReason }
      : place?.held
        ? { by: "place", reason: place.heldReason }
        : null,
  };
  const acted: ActCluster = { ...exposable, live };
  return {
    resize: acts.resizeCluster(world, acted),
    upgrade: acts.upgradeCluster(world, acted),
    share: acts.shareCluster(world, acted),
    delete: acts.deleteCluster(world, acted),
    forceDelete: acts.forceDeleteCluster(world, acted),
  };
}
