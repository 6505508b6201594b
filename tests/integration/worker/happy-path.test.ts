import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tagKeys } from "@/lib/domain/connections/plan-types";
import { installationId, openScene, type Scene } from "../support/worker";
import { awsId } from "../support/world";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

describe("a connection from approval to removal", () => {
  it("is sent, waits, becomes active with routes and DNS, and leaves nothing behind", async () => {
    const { world, until, read } = scene;
    const { id } = await scene.request();

    await until(id, (row) => row.state === "awaiting-acceptance");
    const [peering] = await world.peerings();
    expect(peering?.code).toBe("pending-acceptance");
    expect(peering?.requester.tags).toMatchObject({
      [tagKeys.installation]: installationId,
      [tagKeys.connection]: id,
    });
    const waiting = await read(id);
    expect(waiting.peeringId).toBe(peering?.vpcPeeringConnectionId);
    expect(waiting.expirationTime).not.toBeNull();
    expect(waiting.sentAt).not.toBeNull();

    await world.act({ act: "accept", vpcPeeringConnectionId: peering?.vpcPeeringConnectionId ?? "" });
    const active = await until(id, (row) => row.state === "active" && row.lights?.dnsOurs.value === "good");
    expect(active.lights).toMatchObject({
      peering: { value: "good" },
      routes: { value: "good" },
      claim: { value: "good" },
      tenantRoutes: { value: "unknown" },
    });
    const { routeTables } = await world.vpc(scene.clusterVpcId);
    const routed = routeTables
      .filter(({ routes }) =>
        routes.some(({ vpcPeeringConnectionId }) => vpcPeeringConnectionId === active.peeringId),
      )
      .map(({ routeTableId }) => routeTableId);
    expect(routed.sort()).toEqual([awsId("rtb", "cluster a"), awsId("rtb", "cluster b")].sort());
    expect(await scene.eventKinds(id)).toContain("peering-found");

    await scene.change(id, { wanted: "gone" });
    const mark = await world.mark();
    const removed = await until(id, (row) => row.state === "removed");
    expect(removed.endedAt).not.toBeNull();
    const writes = (await world.journal(mark))
      .map(({ action }) => action)
      .filter((action) => /^Delete/.test(action));
    expect(writes).toEqual(["DeleteRoute", "DeleteRoute", "DeleteVpcPeeringConnection"]);
    expect((await world.peerings())[0]?.code).toBe("deleted");
    const left = (await world.vpc(scene.clusterVpcId)).routeTables.flatMap(({ routes }) => routes);
    expect(left.every(({ gatewayId }) => gatewayId === "local")).toBe(true);
  });
});
