import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test } from "vitest";
import { withReach } from "@/lib/db/reach";
import { clusters, peerings, vpcs } from "@/lib/db/schema/clusters";
import { connections } from "@/lib/db/schema/connections";
import { awsAccounts, places } from "@/lib/db/schema/places";
import type { PeeringSide } from "@/lib/domain/connections/observed";
import { checkAccount } from "@/lib/services/accounts/check-account";
import { getAccount } from "@/lib/services/accounts/get-account";
import { letAccountAct } from "@/lib/services/accounts/let-account-act";
import { listAccounts } from "@/lib/services/accounts/list-accounts";
import { registerAccount } from "@/lib/services/accounts/register-account";
import { stopAccountActing } from "@/lib/services/accounts/stop-account-acting";
import { getRegisteredCluster } from "@/lib/services/clusters/get-registered-cluster";
import { holdCluster, releaseCluster } from "@/lib/services/clusters/hold-cluster";
import { listAllClusters } from "@/lib/services/clusters/list-all-clusters";
import { listVpcChoices } from "@/lib/services/clusters/list-vpc-choices";
import { registerCluster } from "@/lib/services/clusters/register-cluster";
import { holdPlace } from "@/lib/services/places/hold-place";
import { releasePlace } from "@/lib/services/places/release-place";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";
import { clusterVpcs, foundVpc, providerAccountId } from "../support/tenancy";

const t = provideTenancy();

const admin = (now?: Date) => t.as("admin", null, now);
const register = (over: Partial<Parameters<typeof registerAccount>[1]> = {}) =>
  registerAccount(admin(), {
    accountId: "444455556666",
    name: "Staging",
    regions: ["eu-central-1"],
    ...over,
  });

async function place(id: string) {
  const [row] = await t.owner.select().from(places).where(eq(places.id, id));
  if (!row) throw new Error("the place is not there");
  return row;
}

describe("registering an account", () => {
  beforeEach(async () => {
    for (const { id } of await t.owner
      .select()
      .from(awsAccounts)
      .where(eq(awsAccounts.accountId, "444455556666"))) {
      await t.owner.delete(places).where(eq(places.awsAccountId, id));
      await t.owner.delete(awsAccounts).where(eq(awsAccounts.id, id));
    }
  });

  test("starts in observe only, with a place per Region, each due at once", async () => {
    const made = await register({ regions: ["us-east-1", "eu-central-1", "us-east-1"] });
    const account = await getAccount(admin(), { id: made.id });
    expect(account).toMatchObject({ mode: "observe", externalId: null, check: null, checking: false });
    expect(account.places.map(({ region }) => region)).toEqual(["eu-central-1", "us-east-1"]);
    for (const { id } of account.places) expect((await place(id)).wakeSeq).toBe(1);
  });

  test("with a role, the external id is ours and new for each account", async () => {
    const roleArn = "arn:aws:iam::444455556666:role/drawbridge";
    const account = await getAccount(admin(), { id: (await register({ roleArn })).id });
    expect(account.externalId).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.parse(account.policies.trust ?? "").Statement[0].Condition).toEqual({
      StringEquals: { "sts:ExternalId": account.externalId },
    });
  });

  test("a role of another account is refused", async () => {
    const error = await refusal(register({ roleArn: "arn:aws:iam::999988887777:role/drawbridge" }));
    expect(error.details.fields?.roleArn?.[0]).toContain("999988887777");
    const text = await refusal(register({ roleArn: "drawbridge" }));
    expect(text.details.fields?.roleArn?.[0]).toContain("whole ARN");
  });

  test("twelve digits, however they are written, and once", async () => {
    await register({ accountId: "4444-5555-6666" });
    expect((await refusal(register())).details.fields?.accountId).toBeDefined();
    expect((await refusal(register({ accountId: "44445555666" }))).details.fields?.accountId).toBeDefined();
  });

  test("Regions: at least one, and known ones", async () => {
    expect((await refusal(register({ regions: [] }))).details.fields?.regions).toBeDefined();
    expect((await refusal(register({ regions: ["eu-north-9"] }))).details.fields?.regions).toBeDefined();
  });

  test("acts only after an admin lets it, and stops when told", async () => {
    const { id } = await register();
    await letAccountAct(admin(), { id });
    expect((await getAccount(admin(), { id })).mode).toBe("act");
    await stopAccountActing(admin(), { id });
    expect((await getAccount(admin(), { id })).mode).toBe("observe");
  });

  test("a check is asked for, and shows as under way until it is answered", async () => {
    const { id } = await register();
    const asked = new Date("2026-11-21T12:00:00.000Z");
    await checkAccount(admin(asked), { id });
    expect(await getAccount(admin(), { id })).toMatchObject({
      checking: true,
      checkAskedAt: asked.toISOString(),
    });
    await t.owner
      .update(awsAccounts)
      .set({
        checkedAt: new Date(asked.getTime() + 1_000),
        checkResult: {
          arn: "arn:aws:iam::444455556666:user/w",
          accountId: "444455556666",
          lines: [
            {
              region: "eu-central-1",
              name: "ec2:CreateRoute",
              result: "fail",
              message: "The right is missing.",
              fault: null,
            },
          ],
        },
      })
      .where(eq(awsAccounts.id, id));
    expect(await getAccount(admin(), { id })).toMatchObject({ checking: false });
    const line = (await listAccounts(admin(), {})).find((account) => account.id === id);
    expect(line).toMatchObject({ checkFailures: 1, clusters: 0, oldestSweepAt: null });
  });
});

describe("what an account's page shows", () => {
  test("what would be sent, by connection, and peerings that nobody here accounts for", async () => {
    const [account] = await t.owner
      .select()
      .from(awsAccounts)
      .where(eq(awsAccounts.accountId, providerAccountId));
    const id = account?.id ?? "";
    const connectionId = uuidv7();
    await t.owner.insert(connections).values({
      id: connectionId,
      organizationId: t.ids.acme,
      clusterId: t.clusters.orders,
      placeId: t.ids.place,
      name: "planned",
      accountId: "123456789012",
      vpcId: "vpc-0123456789abcdef0",
      region: "eu-central-1",
      cidrs: ["10.9.0.0/16"],
      dnsResolution: false,
      state: "queued",
      stateSince: new Date(),
      wouldSend: [{ kind: "create-peering" }],
      requestedBy: t.person("operator"),
    });
    const side = (accountId: string, vpcId: string): PeeringSide => ({
      accountId,
      vpcId,
      region: "eu-central-1",
      cidrBlocks: [],
      ipv6CidrBlocks: [],
      dnsResolutionFromRemote: null,
    });
    const requester = side(providerAccountId, clusterVpcs.orders);
    const accepter = side("999988887777", "vpc-0ffffffffffffffff");
    await t.owner.insert(peerings).values({
      placeId: t.ids.place,
      peeringId: "pcx-0feedfacefeedface",
      seen: {
        id: "pcx-0feedfacefeedface",
        status: "active",
        statusMessage: "Active",
        requester,
        accepter,
        expirationTime: null,
        tags: {},
      },
      seenAt: new Date(),
      status: "active",
      requesterVpcId: requester.vpcId,
      accepterVpcId: accepter.vpcId,
      origin: "orphan",
    });
    const page = await getAccount(admin(), { id });
    expect(page.wouldSend).toMatchObject([
      {
        connectionId,
        organization: { slug: "acme" },
        steps: ["CreateVpcPeeringConnection to vpc-0123456789abcdef0"],
      },
    ]);
    expect(page.strangePeerings).toMatchObject([
      { id: "pcx-0feedfacefeedface", origin: "orphan", accepter: { accountId: "999988887777" } },
    ]);
    expect(page.places).toMatchObject([{ vpcs: 4, clusters: 4, connections: 1 }]);
    await t.owner.delete(connections).where(eq(connections.id, connectionId));
  });

  test("a fault in words, with AWS's own beside them", async () => {
    await t.owner
      .update(places)
      .set({
        failures: 3,
        faultAt: new Date(),
        fault: {
          code: "AuthFailure",
          message: "AWS was not able to validate",
          requestId: "r-1",
          action: "DescribeVpcs",
        },
      })
      .where(eq(places.id, t.ids.place));
    const line = (await listAccounts(admin(), {})).find(({ accountId }) => accountId === providerAccountId);
    expect(line?.failing).toEqual(["eu-central-1"]);
    const { places: shown } = await getAccount(admin(), { id: line?.id ?? "" });
    expect(shown[0]?.fault).toMatchObject({ code: "AuthFailure", requestId: "r-1", who: "provider-admin" });
    await t.owner.update(places).set({ failures: 0, fault: null }).where(eq(places.id, t.ids.place));
  });
});

describe("holds", () => {
  test("a place is held with a reason and released, and is woken for both", async () => {
    const { wakeSeq } = await place(t.ids.place);
    const empty = await refusal(holdPlace(admin(), { placeId: t.ids.place, reason: " " }));
    expect(empty.details.fields?.reason).toBeDefined();
    await holdPlace(admin(), { placeId: t.ids.place, reason: "Maintenance" });
    expect(await place(t.ids.place)).toMatchObject({ heldReason: "Maintenance", wakeSeq: wakeSeq + 1 });
    await releasePlace(admin(), { placeId: t.ids.place });
    expect(await place(t.ids.place)).toMatchObject({ heldAt: null, heldReason: null, wakeSeq: wakeSeq + 2 });
  });

  test("so is a cluster", async () => {
    await holdCluster(admin(), { id: t.clusters.orders, reason: "Upgrade" });
    expect((await getRegisteredCluster(admin(), { id: t.clusters.orders })).held).toMatchObject({
      reason: "Upgrade",
    });
    await releaseCluster(admin(), { id: t.clusters.orders });
    expect((await getRegisteredCluster(admin(), { id: t.clusters.orders })).held).toBeNull();
  });
});

describe("registering a cluster", () => {
  const vpcId = "vpc-0e00000000000000e";
  beforeEach(async () => {
    await t.owner.delete(clusters).where(eq(clusters.vpcId, vpcId));
    await t.owner.delete(vpcs).where(eq(vpcs.vpcId, vpcId));
    const found = foundVpc(t.ids.place, vpcId, "10.7.0.0/16");
    await t.owner.insert(vpcs).values({
      ...found,
      inventory: { ...found.inventory, tags: { "kubernetes.io/cluster/inventory": "owned" } },
    });
  });
  const make = (over: Partial<Parameters<typeof registerCluster>[1]> = {}) =>
    registerCluster(admin(), {
      organization: "acme",
      placeId: t.ids.place,
      vpcId,
      name: "inventory",
      class: "production",
      podCidrs: "100.64.0.0/16",
      serviceCidrs: "172.20.0.0/16",
      ...over,
    });

  test("is proposed by its VPC's tags until it is registered", async () => {
    const choice = async () => (await listVpcChoices(admin(), {})).vpcs.find((vpc) => vpc.vpcId === vpcId);
    expect(await choice()).toMatchObject({ proposal: { name: "inventory" }, taken: null });
    const { id } = await make();
    expect(await choice()).toMatchObject({ proposal: null, clusters: ["inventory"] });
    expect((await choice())?.taken).toContain("inventory");
    expect(await getRegisteredCluster(admin(), { id })).toMatchObject({
      accountId: providerAccountId,
      region: "eu-central-1",
      cidrBlocks: ["10.7.0.0/16"],
      routeTables: [{ routed: true }, { routed: true }],
    });
  });

  test("takes a VPC that no sweep has found for none", async () => {
    const error = await refusal(make({ vpcId: "vpc-0123456789abcdef0" }));
    expect(error.details.fields?.vpcId?.[0]).toContain("was not found");
  });

  test("a production cluster has its VPC to itself", async () => {
    await make();
    for (const over of [{ name: "other" }, { name: "other", organization: "globex", class: "development" }]) {
      expect((await refusal(make(over))).details.fields?.vpcId?.[0]).toContain("to itself");
    }
    await t.owner.delete(clusters).where(eq(clusters.vpcId, vpcId));
    await make({ class: "development", name: "one" });
    await make({ class: "development", name: "two" });
    expect((await refusal(make())).details.fields?.vpcId?.[0]).toContain("needs a VPC to itself");
  });

  test("also when two are registered at the same moment", async () => {
    const outcomes = await Promise.allSettled([make(), make({ name: "other" })]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("names are unique in an organization, whatever their case", async () => {
    expect((await refusal(make({ name: "Orders" }))).details.fields?.name?.[0]).toContain("Orders");
  });

  test("overlay networks are canonical and clash with nothing of the cluster", async () => {
    const fields = async (over: Parameters<typeof make>[0]) => (await refusal(make(over))).details.fields;
    expect((await fields({ podCidrs: "10.7.128.0/20" }))?.podCidrs?.[0]).toContain("10.7.0.0/16");
    expect((await fields({ serviceCidrs: "100.64.3.0/24" }))?.serviceCidrs?.[0]).toContain("pod network");
    expect((await fields({ podCidrs: "100.64.0.1/16" }))?.podCidrs?.[0]).toContain(
      "Did you mean 100.64.0.0/16?",
    );
    expect((await fields({ serviceCidrs: "" }))?.serviceCidrs?.[0]).toContain("services");
    expect((await fields({ podCidrs: "pods" }))?.podCidrs?.[0]).toContain("not an IPv4 block");
  });

  test("belongs to a tenant", async () => {
    expect((await refusal(make({ organization: "provider" }))).details.fields?.organization).toBeDefined();
    expect((await refusal(make({ organization: "nobody" }))).code).toBe("not-found");
  });
});

describe("who may", () => {
  test("the auditor reads and changes nothing; tenants find nothing here", async () => {
    const auditor = t.as("auditor", null);
    const [account] = await listAccounts(auditor, {});
    expect((await getAccount(auditor, { id: account?.id ?? "" })).manage).toMatchObject({
      ok: false,
      kind: "right",
    });
    expect((await refusal(letAccountAct(auditor, { id: account?.id ?? "" }))).code).toBe("forbidden");
    expect((await refusal(holdPlace(auditor, { placeId: t.ids.place, reason: "x" }))).code).toBe("forbidden");
    expect((await refusal(listAllClusters(t.as("operator", "acme"), {}))).code).toBe("not-found");
    expect((await refusal(listAccounts(t.as("operator", "acme"), {}))).code).toBe("forbidden");
    expect((await refusal(listAccounts(t.as("operator", null), {}))).code).toBe("not-found");
  });

  test("row-level security hides accounts, places and foreign inventory from tenants", async () => {
    const reach = { organizationIds: [t.ids.globex], personId: t.person("globex") };
    const seen = await withReach(t.web, reach, async (tx) => ({
      accounts: await tx.select().from(awsAccounts),
      places: await tx.select().from(places),
      vpcs: (await tx.select().from(vpcs)).map((vpc) => vpc.vpcId),
    }));
    expect(seen).toEqual({ accounts: [], places: [], vpcs: [clusterVpcs.globexShop] });
  });
});
