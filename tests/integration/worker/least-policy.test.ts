import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { awsAccounts } from "@/lib/db/schema/places";
import { tagKeys } from "@/lib/domain/connections/plan-types";
import { type Policy, peerableTag, workerPolicy } from "@/lib/domain/places/iam-policies";
import type { World } from "@/sandbox/world";
import { openScene, type Scene } from "../support/worker";
import { awsId, providerAccountId } from "../support/world";

type Role = NonNullable<NonNullable<World["accounts"]>[number]["roles"]>[number];
type Allow = NonNullable<Role["allow"]>[number];

/** The policy that the console hands out, in the sandbox's own words: a line for each action, resource and Region. */
function inSandboxWords(policy: Policy): Allow[] {
  return policy.Statement.flatMap(({ Action, Resource, Condition }) => {
    const { "ec2:Region": regions, ...keys } = Condition?.StringEquals ?? {};
    const tags = (prefix: string) =>
      Object.fromEntries(
        Object.entries(keys).flatMap(([key, value]) =>
          key.startsWith(prefix) ? [[key.slice(prefix.length), String(value)] as const] : [],
        ),
      );
    // The sandbox knows no ec2:CreateAction; tags of a request being made are all that it can tell apart.
    const creating = keys["ec2:CreateAction"] !== undefined;
    const lines: Allow[] = [];
    for (const action of [Action].flat()) {
      for (const resourceGlob of [Resource].flat()) {
        for (const region of [regions ?? "*"].flat()) {
          lines.push({
            action,
            resourceGlob,
            region,
            resourceTag: tags("ec2:ResourceTag/"),
            requestTag: creating ? { [tagKeys.managed]: "true" } : tags("aws:RequestTag/"),
          });
        }
      }
    }
    return lines;
  });
}

const roleName = "drawbridge-worker";
const roleArn = `arn:aws:iam::${providerAccountId}:role/${roleName}`;
const externalId = "external-id-of-this-test";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
  const allow = inSandboxWords(workerPolicy({ accountId: providerAccountId, regions: ["eu-central-1"] }));
  const role: Role = { roleName, trustedAccountIds: [providerAccountId], externalId, allow };
  await scene.world.add({ accounts: [{ accountId: providerAccountId, name: "Provider", roles: [role] }] });
  await scene.db.update(awsAccounts).set({ roleArn, externalId }).where(eq(awsAccounts.id, scene.account.id));
});
afterEach(() => scene.close());

const tag = (resourceId: string, key: string) =>
  scene.world.act({ act: "set-tag", resourceId, key, value: "true" });

describe("the least policy that the console hands out", () => {
  it("is enough from the invitation to the removal", async () => {
    await tag(scene.clusterVpcId, peerableTag);
    await tag(awsId("rtb", "cluster a"), tagKeys.managed);
    await tag(awsId("rtb", "cluster b"), tagKeys.managed);
    const { id } = await scene.request();
    const { peeringId } = await scene.until(id, (row) => row.state === "awaiting-acceptance");
    await scene.world.act({ act: "accept", vpcPeeringConnectionId: peeringId ?? "" });
    await scene.until(id, (row) => row.state === "active" && row.lights?.dnsOurs.value === "good");
    await scene.change(id, { wanted: "gone" });
    await scene.until(id, (row) => row.state === "removed");
    const refused = (await scene.attempts(id)).filter(({ outcome }) => outcome === "refused");
    expect(refused).toEqual([]);
  });

  it("sends nothing from a VPC that nobody offered, and says which right is missing", async () => {
    const { id } = await scene.request();
    const row = await scene.until(id, ({ blocked }) => blocked?.code === "refused-rights");
    expect(row.blocked?.fault).toMatchObject({
      code: "UnauthorizedOperation",
      action: "CreateVpcPeeringConnection",
    });
    expect(await scene.world.peerings()).toEqual([]);
  });

  it("writes no route into a table that nobody offered", async () => {
    await tag(scene.clusterVpcId, peerableTag);
    await tag(awsId("rtb", "cluster a"), tagKeys.managed);
    const { id } = await scene.request();
    const { peeringId } = await scene.until(id, (row) => row.state === "awaiting-acceptance");
    await scene.world.act({ act: "accept", vpcPeeringConnectionId: peeringId ?? "" });
    const row = await scene.until(id, ({ lights }) => lights?.routes.code === "route-refused");
    expect(row.state).toBe("connecting");
    const { routeTables } = await scene.world.vpc(scene.clusterVpcId);
    const written = routeTables.filter(({ routes }) =>
      routes.some(({ vpcPeeringConnectionId }) => vpcPeeringConnectionId === peeringId),
    );
    expect(written.map(({ routeTableId }) => routeTableId)).toEqual([awsId("rtb", "cluster a")]);
  });
});
