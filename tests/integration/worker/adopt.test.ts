import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openScene, type Scene } from "../support/worker";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

/** Somebody else's peering of the same pair, asked for from the cluster's side. */
async function foreign(): Promise<string> {
  const { peering } = (await scene.world.act({
    act: "create-peering",
    vpcId: scene.clusterVpcId,
    peerVpcId: scene.tenantVpcId,
  })) as { peering: { vpcPeeringConnectionId: string } };
  await scene.world.advance(2_000);
  return peering.vpcPeeringConnectionId;
}
const creates = () => scene.world.count("CreateVpcPeeringConnection");
const blocked = (id: string) => scene.until(id, (row) => row.blocked?.code === "pair-already-connected");

describe("a peering that was made elsewhere", () => {
  it("blocks, is adopted while it is active, gets its routes and options, and is removed with them", async () => {
    const peeringId = await foreign();
    await scene.world.act({ act: "accept", vpcPeeringConnectionId: peeringId });
    await scene.world.advance(5_000);
    const { id } = await scene.request();
    expect((await blocked(id)).blocked?.peeringId).toBe(peeringId);

    await scene.change(id, { adoptPeeringId: peeringId });
    const row = await scene.until(
      id,
      ({ state, lights }) => state === "active" && lights?.dnsOurs.value === "good",
    );
    expect(row).toMatchObject({ peeringId, blocked: null });
    expect(row.lights?.routes.value).toBe("good");
    expect(await scene.eventKinds(id)).toContain("peering-found");

    await scene.change(id, { wanted: "gone", state: "removing" });
    await scene.until(id, ({ state }) => state === "removed");
    expect((await scene.world.peerings()).map(({ code }) => code)).toEqual(["deleted"]);
    expect(await creates()).toBe(0);
  });

  it("that vanishes before it is tagged is forgotten, and an own one is asked for", async () => {
    const peeringId = await foreign();
    const { id } = await scene.request();
    await blocked(id);
    await scene.world.act({ act: "delete", vpcPeeringConnectionId: peeringId, side: "requester" });
    await scene.change(id, { adoptPeeringId: peeringId });
    const row = await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    expect(row.peeringId).not.toBe(peeringId);
    expect(await creates()).toBe(1);
  });

  it("that is replaced by another blocks anew: an admin decided on the first only", async () => {
    const first = await foreign();
    const { id } = await scene.request();
    await blocked(id);
    await scene.world.act({ act: "delete", vpcPeeringConnectionId: first, side: "requester" });
    const second = await foreign();
    await scene.change(id, { adoptPeeringId: first });
    const row = await scene.until(id, (each) => each.blocked?.peeringId === second);
    expect(row.peeringId).toBeNull();
    await scene.change(id, { adoptPeeringId: second });
    expect((await scene.until(id, ({ state }) => state === "awaiting-acceptance")).peeringId).toBe(second);
    expect(await creates()).toBe(0);
  });

  it("is left alone while its account is only observed, or it is held, and adopted afterwards", async () => {
    const peeringId = await foreign();
    const { id } = await scene.request();
    await blocked(id);
    await scene.change(id, { adoptPeeringId: peeringId, heldAt: scene.world.now(), heldReason: "Not yet" });
    const held = await scene.until(id, (row) => row.blocked?.code === "held");
    expect(held.wouldSend).toMatchObject([{ kind: "tag-peering", peeringId }]);
    expect(await scene.world.count("CreateTags")).toBe(0);
    await scene.change(id, { heldAt: null, heldReason: null });
    expect((await scene.until(id, ({ state }) => state === "awaiting-acceptance")).peeringId).toBe(peeringId);
  });

  it("that is removed here before it was tagged is not touched: it was never ours", async () => {
    const peeringId = await foreign();
    const { id } = await scene.request();
    await blocked(id);
    await scene.change(id, { wanted: "gone", state: "removing", adoptPeeringId: peeringId });
    await scene.until(id, ({ state }) => state === "withdrawn");
    const [seen] = await scene.world.peerings();
    expect(seen?.code).toBe("pending-acceptance");
    expect(await scene.world.count("CreateTags")).toBe(0);
  });
});
