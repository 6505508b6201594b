import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PlaceClaim } from "@/lib/db/places";
import { places } from "@/lib/db/schema/places";
import { claimDuePlaces, sweepClaimed } from "@/lib/worker/places";
import { wake } from "../support/installation";
import { openScene, type Scene } from "../support/worker";
import { awsId, providerAccountId, providerKey, tenantAccountId } from "../support/world";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

async function accept(id: string): Promise<void> {
  const { peeringId } = await scene.until(id, ({ state }) => state === "awaiting-acceptance");
  await scene.world.act({ act: "accept", vpcPeeringConnectionId: peeringId as string });
}

const live = (codes: { code: string }[]) =>
  codes.filter(({ code }) => /^(initiating-request|pending-acceptance|provisioning|active)$/.test(code));

describe("Create goes wrong", () => {
  it("the reply is lost after the effect: the peering is found, none is made twice", async () => {
    await scene.world.fault({ action: "CreateVpcPeeringConnection", kind: "lost-reply" });
    const { id } = await scene.request();
    const row = await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    expect(await scene.world.peerings()).toHaveLength(1);
    expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(1);
    const [attempt] = await scene.attempts(id);
    expect(attempt).toMatchObject({
      outcome: "done",
      stepKey: "create-peering",
      fault: { code: "NoAnswer" },
    });
    expect(row.peeringId).toBe((await scene.world.peerings())[0]?.vpcPeeringConnectionId);
  });

  it("the request is lost before any effect: it is sent again only after two looks a minute apart", async () => {
    await scene.world.fault({ action: "CreateVpcPeeringConnection", kind: "drop-before" });
    const { id } = await scene.request();
    const lost = await scene.until(id, ({ blocked }) => blocked?.code === "looking-for-lost-request");
    expect(lost.state).toBe("sending");
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    const [first, second] = await scene.attempts(id);
    expect(first?.outcome).toBe("lost");
    expect(second?.outcome).toBe("done");
    const apart = (second?.startedAt.getTime() ?? 0) - (first?.deadline.getTime() ?? 0);
    expect(apart).toBeGreaterThanOrEqual(60_000);
    expect(live(await scene.world.peerings())).toHaveLength(1);
  });

  it("a 5xx leaves it open whether it had effect, like no answer", async () => {
    await scene.world.fault({
      action: "CreateVpcPeeringConnection",
      kind: "error",
      code: "InternalError",
      httpStatus: 500,
    });
    const { id } = await scene.request();
    await scene.until(id, ({ blocked }) => blocked?.code === "looking-for-lost-request");
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    expect(live(await scene.world.peerings())).toHaveLength(1);
  });

  it("throttled: backs off, each refusal longer, then goes on", async () => {
    await scene.world.fault({
      action: "CreateVpcPeeringConnection",
      kind: "error",
      code: "RequestLimitExceeded",
      httpStatus: 503,
      times: 3,
    });
    const { id } = await scene.request();
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    const attempts = await scene.attempts(id);
    expect(attempts.map(({ outcome, failures }) => `${outcome} ${failures}`)).toEqual([
      "refused 1",
      "refused 2",
      "refused 3",
      "done 0",
    ]);
    const starts = attempts.map(({ startedAt }) => startedAt.getTime());
    const waits = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
    expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
    expect(waits[2]).toBeGreaterThan(waits[1] ?? 0);
    expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(4);
  });

  it("refused rights stop it, with AWS's request id, until they are given", async () => {
    await scene.world.fault({
      action: "CreateVpcPeeringConnection",
      kind: "error",
      code: "UnauthorizedOperation",
      httpStatus: 403,
    });
    const { id } = await scene.request();
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "refused-rights");
    const [attempt] = await scene.attempts(id);
    expect(attempt?.providerRequestId).toBeTruthy();
    expect(row.blocked?.fault?.requestId).toBe(attempt?.providerRequestId);
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
  });

  it("what can never work ends it as failed", async () => {
    await scene.world.fault({
      action: "CreateVpcPeeringConnection",
      kind: "error",
      code: "InvalidParameterValue",
      message: "Value (x) for parameter peerRegion is invalid.",
    });
    const { id } = await scene.request();
    const row = await scene.until(id, ({ state }) => state === "failed");
    expect(row.ending).toMatchObject({ reason: "refused" });
    expect(row.ending?.detail).toContain("InvalidParameterValue");
  });

  it("a view that lags behind: NotFound after Create is not believed", async () => {
    await scene.world.set({ viewLagMs: 20_000 });
    const { id } = await scene.request();
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(1);
  });
});

describe("reads go wrong", () => {
  it("a stale read neither moves a connection back nor sends anything twice", async () => {
    const { id } = await scene.request();
    await accept(id);
    await scene.until(id, ({ state }) => state === "active");
    await scene.world.act({ act: "set-tag", resourceId: scene.clusterVpcId, key: "x", value: "y" });
    await scene.world.fault({ action: "*", kind: "stale-read", times: 20 });
    const mark = await scene.world.mark();
    await scene.world.advance(60_000);
    await scene.sweep();
    await scene.world.clearFaults();
    expect((await scene.read(id)).state).toBe("active");
    await scene.world.advance(60_000);
    await scene.sweep();
    expect((await scene.read(id)).state).toBe("active");
    expect(await scene.world.count("CreateVpcPeeringConnection", mark)).toBe(0);
    expect(await scene.world.count("CreateRoute", mark)).toBe(0);
  });

  it("throttled reads are tried three times, then the place backs off and keeps what it knows", async () => {
    const { id } = await scene.request();
    await accept(id);
    const before = await scene.until(id, ({ state }) => state === "active");
    await scene.world.fault({
      action: "DescribeVpcPeeringConnections",
      kind: "error",
      code: "RequestLimitExceeded",
      httpStatus: 503,
      times: 3,
    });
    await scene.world.advance(60_000);
    expect(await scene.sweep()).toMatchObject({ failed: { code: "RequestLimitExceeded" } });
    const place = await scene.readPlace();
    expect(place).toMatchObject({ failures: 1, fault: { code: "RequestLimitExceeded" } });
    expect((await scene.read(id)).observedAt).toEqual(before.observedAt);
    await scene.world.advance(place.dueAt.getTime() - scene.world.now().getTime());
    await scene.sweep();
    expect(await scene.readPlace()).toMatchObject({ failures: 0, fault: null });
    expect((await scene.read(id)).observedAt?.getTime()).toBeGreaterThan(before.observedAt?.getTime() ?? 0);
  });

  it("refused credentials stop all acting, with a fault on the place; after three, wake-ups change nothing", async () => {
    const { id } = await scene.request();
    await scene.world.fault({ action: "*", kind: "error", code: "AuthFailure", httpStatus: 401, times: 100 });
    for (let n = 0; n < 3; n += 1) {
      expect(await scene.sweep()).toMatchObject({ failed: { code: "AuthFailure" } });
      await scene.world.advance(61_000);
    }
    expect((await scene.read(id)).state).toBe("queued");
    const { failures, faultAt, dueAt } = await scene.readPlace();
    expect(failures).toBe(3);
    await scene.db.update(places).set({ faultAt: scene.world.now() }).where(eq(places.id, scene.place.id));
    await wake(scene.db, scene.place.id);
    expect((await scene.readPlace()).dueAt.getTime()).toBeLessThan(dueAt.getTime());
    expect(await claimDuePlaces(scene.worker.context, 1)).toEqual([]);
    expect(faultAt).not.toBeNull();
    await scene.world.clearFaults();
    await scene.world.advance(300_000);
    const claims = await claimDuePlaces(scene.worker.context, 1);
    expect(claims).toHaveLength(1);
    await sweepClaimed(scene.worker.context, claims[0] as PlaceClaim);
    expect(await scene.readPlace()).toMatchObject({ failures: 0, fault: null });
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
  });

  it("an inventory that fails does not keep the rest from going on", async () => {
    await scene.world.fault({
      action: "DescribeSubnets",
      kind: "error",
      code: "UnauthorizedOperation",
      httpStatus: 403,
    });
    const { id } = await scene.request();
    await scene.sweep();
    expect(await scene.readPlace()).toMatchObject({
      failures: 0,
      fault: { code: "UnauthorizedOperation", action: "DescribeSubnets" },
    });
    await accept(id);
    await scene.until(id, ({ state }) => state === "connecting");
    expect((await scene.readPlace()).fault).not.toBeNull();
    await scene.world.advance(300_000);
    await scene.until(id, ({ state }) => state === "active");
    expect((await scene.readPlace()).fault).toBeNull();
  });
});

describe("changes to an active connection go wrong", () => {
  it.each([
    ["CreateRoute", "lost-reply"],
    ["CreateRoute", "drop-before"],
    ["ModifyVpcPeeringConnectionOptions", "lost-reply"],
    ["ModifyVpcPeeringConnectionOptions", "drop-before"],
  ] as const)("%s: %s", async (action, kind) => {
    const { id } = await scene.request();
    await accept(id);
    await scene.world.fault({ action, kind });
    const row = await scene.until(
      id,
      ({ state, lights }) => state === "active" && lights?.dnsOurs.value === "good",
    );
    expect(row.lights?.routes.value).toBe("good");
    const { routeTables } = await scene.world.vpc(scene.clusterVpcId);
    const routes = routeTables.flatMap(({ routes: all }) =>
      all.filter((route) => route.vpcPeeringConnectionId),
    );
    expect(routes).toHaveLength(2);
  });

  it.each([
    ["DeleteRoute", "lost-reply"],
    ["DeleteRoute", "drop-before"],
    ["DeleteVpcPeeringConnection", "lost-reply"],
    ["DeleteVpcPeeringConnection", "drop-before"],
  ] as const)("%s: %s", async (action, kind) => {
    const { id } = await scene.request();
    await accept(id);
    await scene.until(id, ({ state }) => state === "active");
    await scene.world.fault({ action, kind });
    await scene.change(id, { wanted: "gone" });
    await scene.until(id, ({ state }) => state === "removed");
    expect((await scene.world.peerings())[0]?.code).toBe("deleted");
    const { routeTables } = await scene.world.vpc(scene.clusterVpcId);
    expect(
      routeTables.flatMap(({ routes }) => routes).filter((route) => route.vpcPeeringConnectionId),
    ).toEqual([]);
  });

  it("a route that somebody else put back at the last moment is not deleted", async () => {
    const { id } = await scene.request();
    await accept(id);
    const { peeringId } = await scene.until(id, ({ state }) => state === "active");
    const routeTableId = awsId("rtb", "cluster a");
    await scene.world.act({
      act: "replace-route",
      routeTableId,
      destination: "10.50.0.0/16",
      natGatewayId: "nat-0a0a0a0a0a0a0a0a0",
    });
    await scene.change(id, { wanted: "gone" });
    await scene.until(id, ({ state }) => state === "removed");
    const { routeTables } = await scene.world.vpc(scene.clusterVpcId);
    const left = routeTables.flatMap(({ routes }) => routes).filter(({ gatewayId }) => gatewayId !== "local");
    expect(left).toMatchObject([{ destination: "10.50.0.0/16", natGatewayId: "nat-0a0a0a0a0a0a0a0a0" }]);
    expect(peeringId).toBeTruthy();
  });
});

describe("another account through a role", () => {
  it("is swept with the role's credentials and its external id", async () => {
    await scene.world.add({
      accounts: [
        {
          accountId: tenantAccountId,
          name: "Tenant",
          roles: [
            { roleName: "drawbridge", trustedAccountIds: [providerAccountId], externalId: "a-secret-word" },
          ],
        },
      ],
    });
    const roleArn = `arn:aws:iam::${tenantAccountId}:role/drawbridge`;
    const added = await scene.installation.addAccount(tenantAccountId, {
      roleArn,
      externalId: "a-secret-word",
    });
    const report = await scene.worker.sweep(added.places[0]?.id as string);
    expect(report).toMatchObject({ depth: "full" });
    const principals = (await scene.world.journal()).filter(({ service }) => service === "ec2");
    expect(principals.every(({ principal }) => principal.includes("assumed-role/drawbridge"))).toBe(true);
    expect(principals.every(({ accountId }) => accountId === tenantAccountId)).toBe(true);
    expect(providerKey.accessKeyId).toBe(process.env.AWS_ACCESS_KEY_ID);
  });

  it("assumes the role anew when its session was revoked", async () => {
    await scene.world.add({
      accounts: [
        {
          accountId: tenantAccountId,
          name: "Tenant",
          roles: [{ roleName: "drawbridge", trustedAccountIds: [providerAccountId] }],
        },
      ],
    });
    const roleArn = `arn:aws:iam::${tenantAccountId}:role/drawbridge`;
    const added = await scene.installation.addAccount(tenantAccountId, { roleArn });
    const placeId = added.places[0]?.id as string;
    await scene.worker.sweep(placeId);
    await scene.world.act({ act: "expire-sessions" });
    await scene.world.advance(60_000);
    expect(await scene.worker.sweep(placeId)).toMatchObject({ failed: { code: "RequestExpired" } });
    await scene.world.advance(2_000);
    expect(await scene.worker.sweep(placeId)).toMatchObject({ depth: "full" });
  });

  it("with the wrong external id, says so as a fault of that place", async () => {
    await scene.world.add({
      accounts: [
        {
          accountId: tenantAccountId,
          name: "Tenant",
          roles: [{ roleName: "drawbridge", trustedAccountIds: [providerAccountId], externalId: "right" }],
        },
      ],
    });
    const added = await scene.installation.addAccount(tenantAccountId, {
      roleArn: `arn:aws:iam::${tenantAccountId}:role/drawbridge`,
      externalId: "wrong",
    });
    const report = await scene.worker.sweep(added.places[0]?.id as string);
    expect(report).toMatchObject({ failed: { code: "AccessDenied" } });
  });
});
