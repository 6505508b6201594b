import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { peerings, vpcs } from "@/lib/db/schema/clusters";
import { awsAccounts } from "@/lib/db/schema/places";
import { tagKeys } from "@/lib/domain/connections/plan-types";
import { installationId, openScene, type Scene } from "../support/worker";
import { awsId, plainVpc, strangerAccountId } from "../support/world";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

async function connect(more: Parameters<Scene["request"]>[0] = {}) {
  const { id } = await scene.request(more);
  const { peeringId } = await scene.until(id, ({ state }) => state === "awaiting-acceptance");
  await scene.world.act({ act: "accept", vpcPeeringConnectionId: peeringId as string });
  return { id, peeringId: peeringId as string };
}

async function writesSince(mark: number): Promise<string[]> {
  return (await scene.world.journal(mark))
    .map(({ action }) => action)
    .filter((action) => /^(Create|Delete|Modify|Replace)/.test(action));
}

describe("claim and reality", () => {
  it("a claimed block that the tenant's VPC does not have holds it at connecting and names the difference", async () => {
    const { id } = await connect({ cidrs: ["10.50.0.0/16", "10.99.0.0/16"] });
    const row = await scene.until(id, ({ lights }) => lights?.claim.code === "claim-differs");
    expect(row.state).toBe("connecting");
    expect(row.lights?.claim.facts).toMatchObject({ absent: ["10.99.0.0/16"], actual: ["10.50.0.0/16"] });
    expect(await scene.eventKinds(id)).toContain("claim-differs");
    await scene.world.act({ act: "add-cidr", vpcId: scene.tenantVpcId, cidrBlock: "10.99.0.0/16" });
    await scene.until(id, ({ state }) => state === "active");
  });

  it("a real block that nobody approved is shown, and not routed", async () => {
    await scene.world.act({ act: "add-cidr", vpcId: scene.tenantVpcId, cidrBlock: "10.98.0.0/16" });
    const { id } = await connect();
    const row = await scene.until(id, ({ state }) => state === "active");
    expect(row.lights?.claim).toMatchObject({
      value: "good",
      code: "claim-has-more",
      facts: { unclaimed: ["10.98.0.0/16"] },
    });
    const { routeTables } = await scene.world.vpc(scene.clusterVpcId);
    const destinations = routeTables.flatMap(({ routes }) => routes.map(({ destination }) => destination));
    expect(destinations).not.toContain("10.98.0.0/16");
  });
});

describe("routes", () => {
  it("a destination that already leads elsewhere is a conflict, and stays as it is", async () => {
    const routeTableId = awsId("rtb", "cluster a");
    const natGatewayId = "nat-0a0a0a0a0a0a0a0a0";
    await scene.world.act({ act: "create-route", routeTableId, destination: "10.50.0.0/16", natGatewayId });
    const { id } = await connect();
    const row = await scene.until(id, ({ lights }) => lights?.routes.code === "route-conflict");
    expect(row.state).toBe("connecting");
    expect(await scene.eventKinds(id)).toContain("route-conflict");
    await scene.world.act({ act: "delete-route", routeTableId, destination: "10.50.0.0/16" });
    await scene.until(id, ({ state }) => state === "active");
  });

  it("the main table and a gateway's table are left alone while every subnet has its own", async () => {
    const { id } = await connect();
    await scene.until(id, ({ state }) => state === "active");
    const { routeTables } = await scene.world.vpc(scene.clusterVpcId);
    for (const name of ["main", "gateway"]) {
      const table = routeTables.find(({ routeTableId }) => routeTableId === awsId("rtb", `cluster ${name}`));
      expect(table?.routes.every(({ gatewayId }) => gatewayId === "local")).toBe(true);
    }
  });

  it("a route that somebody deletes is put back after two looks, with both events", async () => {
    const { id } = await connect();
    await scene.until(id, ({ state }) => state === "active");
    const routeTableId = awsId("rtb", "cluster b");
    await scene.world.advance(60_000);
    await scene.sweep();
    await scene.world.act({ act: "delete-route", routeTableId, destination: "10.50.0.0/16" });
    await scene.world.advance(60_000);
    const mark = await scene.world.mark();
    await scene.sweep();
    expect((await scene.read(id)).lights?.routes).toMatchObject({ value: "bad", code: "route-missing" });
    expect(await writesSince(mark)).toEqual([]);
    await scene.until(id, ({ lights }) => lights?.routes.value === "good");
    expect(await writesSince(mark)).toEqual(["CreateRoute"]);
    const kinds = await scene.eventKinds(id);
    expect(kinds.indexOf("drift-route-missing")).toBeGreaterThan(-1);
    expect(kinds.indexOf("drift-route-restored")).toBeGreaterThan(kinds.indexOf("drift-route-missing"));
    expect((await scene.read(id)).state).toBe("active");
  });

  it("tables and inventory are kept with their age, peerings with whose they are", async () => {
    const { id, peeringId } = await connect();
    await scene.until(id, ({ state }) => state === "active");
    await scene.world.advance(60_000);
    await scene.sweep();
    const [vpc] = await scene.db.select().from(vpcs).where(eq(vpcs.vpcId, scene.clusterVpcId));
    expect(vpc?.inventory).toMatchObject({
      cidrBlocks: ["10.10.0.0/16"],
      dnsSupport: true,
      dnsHostnames: true,
    });
    expect(vpc?.inventory.subnets).toHaveLength(2);
    expect(vpc?.routeTables).toHaveLength(4);
    expect(vpc?.routeTablesAt).toEqual(scene.world.now());
    const rows = await scene.db.select().from(peerings);
    expect(rows).toMatchObject([{ peeringId, origin: "ours", connectionId: id, status: "active" }]);
  });
});

describe("DNS", () => {
  it("never holds back active; names the attributes of our VPC that are off, and is set once they are on", async () => {
    await scene.world.act({
      act: "set-dns-attribute",
      vpcId: scene.clusterVpcId,
      enableDnsHostnames: false,
    });
    const { id } = await connect();
    const row = await scene.until(id, ({ state }) => state === "active");
    expect(row.lights?.dnsOurs).toMatchObject({
      value: "bad",
      code: "dns-attributes-off",
      facts: { off: ["enableDnsHostnames"] },
    });
    await scene.world.act({ act: "set-dns-attribute", vpcId: scene.clusterVpcId, enableDnsHostnames: true });
    await scene.until(id, ({ lights }) => lights?.dnsOurs.value === "good", 180_000);
  });

  it("switched off behind our inventory's back: AWS's refusal is shown and the inventory is taken anew", async () => {
    const { id } = await scene.request();
    const { peeringId } = await scene.until(id, ({ state }) => state === "awaiting-acceptance");
    await scene.world.act({
      act: "set-dns-attribute",
      vpcId: scene.clusterVpcId,
      enableDnsHostnames: false,
    });
    await scene.world.act({ act: "accept", vpcPeeringConnectionId: peeringId as string });
    const row = await scene.until(id, ({ lights }) => lights?.dnsOurs.code === "dns-attributes-off");
    const refused = (await scene.attempts(id)).find(({ stepKey }) => stepKey === "set-dns:true");
    expect(refused).toMatchObject({
      outcome: "refused",
      fault: { code: "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled" },
    });
    expect(row.state).toMatch(/^(connecting|active)$/);
  });
});

describe("holds and observe only", () => {
  it.each(["connection", "cluster"] as const)("a held %s sends nothing until it is let go", async (what) => {
    const heldAt = scene.world.now();
    const { id } = await scene.request(what === "connection" ? { heldAt, heldReason: "Maintenance" } : {});
    if (what === "cluster") await scene.holdCluster(heldAt);
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "held");
    expect(row.blocked?.heldBy).toBe(what);
    expect(row.wouldSend).toEqual([{ kind: "create-peering" }]);
    expect(await scene.world.peerings()).toEqual([]);
    if (what === "cluster") await scene.holdCluster(null);
    else await scene.change(id, { heldAt: null, heldReason: null });
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
  });

  it("an account in observe only is read and nothing else; what would be sent is kept", async () => {
    await scene.db.update(awsAccounts).set({ mode: "observe" });
    const { id } = await scene.request();
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "observe-only");
    expect(row.wouldSend).toEqual([{ kind: "create-peering" }]);
    const actions = (await scene.world.journal()).map(({ action }) => action);
    expect(actions.filter((action) => !action.startsWith("Describe"))).toEqual([]);
    await scene.db.update(awsAccounts).set({ mode: "act" });
    await scene.until(id, ({ state }) => state === "awaiting-acceptance");
  });
});

describe("what is not ours", () => {
  it("another installation's peering is foreign, even with our connection's id on it", async () => {
    const { id } = await scene.request({ heldAt: scene.world.now(), heldReason: "Later" });
    await scene.world.act({
      act: "create-peering",
      vpcId: scene.clusterVpcId,
      peerVpcId: scene.tenantVpcId,
      tags: { [tagKeys.installation]: "another-one", [tagKeys.connection]: id },
    });
    await scene.change(id, { heldAt: null });
    await scene.until(id, ({ blocked }) => blocked?.code === "pair-already-connected");
    const rows = await scene.db.select().from(peerings);
    expect(rows).toMatchObject([{ origin: "foreign", connectionId: null }]);
    await scene.change(id, { wanted: "gone" });
    await scene.until(id, ({ state }) => state === "withdrawn");
    await scene.world.advance(60_000);
    expect((await scene.world.peerings())[0]?.code).toBe("pending-acceptance");
  });

  it("a peering with our tags and no row is listed as an orphan, and never deleted by a sweep", async () => {
    await scene.world.act({
      act: "create-peering",
      vpcId: scene.clusterVpcId,
      peerVpcId: scene.tenantVpcId,
      tags: {
        [tagKeys.installation]: installationId,
        [tagKeys.connection]: "01890000-0000-7000-8000-000000000000",
      },
    });
    for (let n = 0; n < 5; n += 1) {
      await scene.sweep();
      await scene.world.advance(60_000);
    }
    expect(await scene.db.select().from(peerings)).toMatchObject([{ origin: "orphan", connectionId: null }]);
    expect(await scene.world.count("DeleteVpcPeeringConnection")).toBe(0);
  });

  it("foreign unanswered requests count against the 25 of the account and Region", async () => {
    await scene.world.add({
      accounts: [
        {
          accountId: strangerAccountId,
          name: "Stranger",
          vpcs: Array.from({ length: 25 }, (_, n) => plainVpc(`stranger ${n}`, [`10.${100 + n}.0.0/16`])),
        },
      ],
    });
    for (let n = 0; n < 25; n += 1) {
      await scene.world.act({
        act: "create-peering",
        vpcId: scene.clusterVpcId,
        peerVpcId: awsId("vpc", `stranger ${n}`),
      });
    }
    await scene.world.advance(2_000);
    await scene.sweep();
    const { id } = await scene.request();
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "waiting-turn");
    expect(row.blocked).toMatchObject({ position: 1, of: 1 });
    expect(await scene.world.count("CreateVpcPeeringConnection")).toBe(0);
  });
});
