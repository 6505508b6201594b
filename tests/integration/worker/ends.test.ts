import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openScene, type Scene } from "../support/worker";
import { plainVpc, providerAccountId, tenantAccountId, twoAccounts } from "../support/world";

const dayMs = 86_400_000;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

/** Brings a connection to the tenant's turn. */
async function invite(): Promise<{ id: string; peeringId: string }> {
  const { id } = await scene.request();
  const row = await scene.until(id, ({ state }) => state === "awaiting-acceptance");
  return { id, peeringId: row.peeringId as string };
}

async function connect(): Promise<{ id: string; peeringId: string }> {
  const { id, peeringId } = await invite();
  await scene.world.act({ act: "accept", vpcPeeringConnectionId: peeringId });
  await scene.until(id, ({ state, lights }) => state === "active" && lights?.dnsOurs.value === "good");
  return { id, peeringId };
}

async function creates(): Promise<number> {
  return scene.world.count("CreateVpcPeeringConnection");
}

/** Minutes of further sweeps, to see that nothing more is sent. */
async function restFor(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 60_000) {
    await scene.world.advance(60_000);
    await scene.sweep();
  }
}

describe("the ends of a connection", () => {
  it("failed: AWS gives up on a request and says why", async () => {
    await scene.world.act({ act: "add-cidr", vpcId: scene.tenantVpcId, cidrBlock: "10.10.128.0/20" });
    const { id } = await scene.request();
    const row = await scene.until(id, ({ state }) => state === "failed");
    expect(row.ending).toMatchObject({ as: "failed", reason: "failed-at-aws" });
    expect(row.ending?.detail).toMatch(/incorrect VPC-ID, Account ID, or overlapping CIDR/);
    await restFor(300_000);
    expect(await creates()).toBe(1);
  });

  it("rejected by the tenant, and not sent again", async () => {
    const { id, peeringId } = await invite();
    await scene.world.act({ act: "reject", vpcPeeringConnectionId: peeringId });
    const row = await scene.until(id, ({ state }) => state === "rejected");
    expect(row.ending).toMatchObject({ reason: "rejected-by-peer", byAccountId: tenantAccountId });
    expect(row.endedAt).not.toBeNull();
    await restFor(600_000);
    expect(await creates()).toBe(1);
  });

  it("expired at AWS", async () => {
    const { id, peeringId } = await invite();
    await scene.world.act({ act: "expire", vpcPeeringConnectionId: peeringId });
    const row = await scene.until(id, ({ state }) => state === "expired");
    expect(row.ending).toMatchObject({ as: "expired", reason: "expired" });
    expect(await creates()).toBe(1);
  });

  it("expired, presumed, after nobody looked for longer than AWS remembers", async () => {
    const { id } = await invite();
    await scene.world.advance(10 * dayMs);
    const row = await scene.until(id, ({ state }) => state === "expired");
    expect(row.ending).toMatchObject({ as: "expired", reason: "expired-presumed" });
  });

  it("withdrawn when nobody answers, after a reminder", async () => {
    const { id, peeringId } = await invite();
    await scene.world.advance(2.5 * dayMs);
    await scene.sweep();
    expect(await scene.eventKinds(id)).toContain("reminder");
    expect((await scene.read(id)).state).toBe("awaiting-acceptance");
    await scene.world.advance(0.5 * dayMs);
    const row = await scene.until(id, ({ state }) => state === "withdrawn");
    expect(row.ending).toMatchObject({ reason: "unanswered" });
    const [peering] = await scene.world.peerings();
    expect(peering).toMatchObject({ vpcPeeringConnectionId: peeringId, code: "deleted" });
  });

  it("removed by the tenant: our routes go, nothing is sent again", async () => {
    const { id, peeringId } = await connect();
    await scene.world.act({ act: "delete", vpcPeeringConnectionId: peeringId, side: "accepter" });
    const row = await scene.until(id, ({ state }) => state === "removed");
    expect(row.ending).toMatchObject({ reason: "removed-by-peer", byAccountId: tenantAccountId });
    const { routeTables } = await scene.world.vpc(scene.clusterVpcId);
    expect(
      routeTables.flatMap(({ routes }) => routes).filter((route) => route.vpcPeeringConnectionId),
    ).toEqual([]);
    await restFor(600_000);
    expect(await creates()).toBe(1);
  });

  it("removed elsewhere in our own account", async () => {
    const { id, peeringId } = await connect();
    await scene.world.act({ act: "delete", vpcPeeringConnectionId: peeringId, side: "requester" });
    const row = await scene.until(id, ({ state }) => state === "removed");
    expect(row.ending).toMatchObject({ reason: "removed-elsewhere", byAccountId: providerAccountId });
  });

  it("withdrawn before it was ever sent, without a call that changes anything", async () => {
    const { id } = await scene.request({ heldAt: scene.world.now(), heldReason: "Not yet" });
    await scene.sweep();
    await scene.change(id, { wanted: "gone" });
    await scene.until(id, ({ state }) => state === "withdrawn");
    expect(await creates()).toBe(0);
  });
});

describe("what stands in the way", () => {
  it("a pair that is already connected by somebody else is shown with its id, and left alone", async () => {
    const { peering } = (await scene.world.act({
      act: "create-peering",
      vpcId: scene.clusterVpcId,
      peerVpcId: scene.tenantVpcId,
    })) as { peering: { vpcPeeringConnectionId: string } };
    const { id } = await scene.request();
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "pair-already-connected");
    expect(row.blocked?.peeringId).toBe(peering.vpcPeeringConnectionId);
    expect(row.state).toBe("queued");
    expect(await scene.eventKinds(id)).toContain("pair-conflict");
    await restFor(300_000);
    expect(await creates()).toBe(0);
    expect((await scene.world.peerings())[0]?.code).toBe("pending-acceptance");

    await scene.world.act({
      act: "delete",
      vpcPeeringConnectionId: peering.vpcPeeringConnectionId,
      side: "requester",
    });
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
  });

  it("a live peering in the other direction", async () => {
    await scene.world.act({
      act: "create-peering",
      vpcId: scene.tenantVpcId,
      peerVpcId: scene.clusterVpcId,
    });
    // Until AWS has resolved it, the accepter's side sees nothing.
    await scene.world.advance(2_000);
    const { id } = await scene.request();
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "reversed-pair");
    expect(row.state).toBe("queued");
    expect(await creates()).toBe(0);
  });

  it("a peering that an admin adopts gets our tags and becomes ours", async () => {
    const { peering } = (await scene.world.act({
      act: "create-peering",
      vpcId: scene.clusterVpcId,
      peerVpcId: scene.tenantVpcId,
    })) as { peering: { vpcPeeringConnectionId: string } };
    const adoptPeeringId = peering.vpcPeeringConnectionId;
    const { id } = await scene.request({ adoptPeeringId });
    const row = await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    expect(row.peeringId).toBe(adoptPeeringId);
    expect(await creates()).toBe(0);
  });

  it("AWS's quota of unanswered requests: shown as such, tried again later", async () => {
    await scene.world.set({ quotas: { outstandingPeeringsPerRegion: 0 } });
    const { id } = await scene.request();
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "quota");
    expect(row.blocked?.fault?.code).toBe("OutstandingVpcPeeringConnectionLimitExceeded");
    expect(await creates()).toBe(1);
    await scene.world.set({ quotas: { outstandingPeeringsPerRegion: 25 } });
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    expect(await creates()).toBe(2);
  });

  it.each([
    "PendingVpcPeeringConnectionLimitExceeded",
    "VpcPeeringConnectionsPerVpcLimitExceeded",
    "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
  ])("the quota %s", async (code) => {
    await scene.world.fault({ action: "CreateVpcPeeringConnection", kind: "error", code });
    const { id } = await scene.request();
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "quota");
    expect(row.blocked?.fault).toMatchObject({ code, action: "CreateVpcPeeringConnection" });
    expect(row.blocked?.fault?.requestId).toBeTruthy();
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
  });

  it("the quota of routes in a table holds it at connecting, and names the table", async () => {
    await scene.world.set({ quotas: { routesPerTable: 1 } });
    const { id, peeringId } = await invite();
    await scene.world.act({ act: "accept", vpcPeeringConnectionId: peeringId });
    const row = await scene.until(id, ({ lights }) => lights?.routes.code === "route-limit");
    expect(row.state).toBe("connecting");
    expect(row.blocked?.fault?.code).toBe("RouteLimitExceeded");
    await scene.world.set({ quotas: { routesPerTable: 50 } });
    await scene.until(id, ({ state }) => state === "active");
  });

  it("our own limit: an organization's further invitations wait their turn", async () => {
    await scene.world.add(
      twoAccounts(
        [],
        Array.from({ length: 6 }, (_, n) => plainVpc(`tenant ${n}`, [`10.${60 + n}.0.0/16`])),
      ),
    );
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const { vpcId, cidrBlocks } = plainVpc(`tenant ${n}`, [`10.${60 + n}.0.0/16`]);
      ids.push((await scene.request({ vpcId, cidrs: cidrBlocks })).id);
    }
    const last = ids[5] as string;
    const row = await scene.until(last, ({ blocked }) => blocked?.code === "waiting-turn");
    expect(row.blocked).toMatchObject({ position: 1, of: 1 });
    const first = await scene.until(ids[0] as string, ({ state }) => state === "awaiting-acceptance");
    expect(await creates()).toBe(5);
    await scene.world.act({ act: "accept", vpcPeeringConnectionId: first.peeringId as string });
    await scene.until(last, ({ state }) => state === "awaiting-acceptance");
    expect(await creates()).toBe(6);
  });
});
