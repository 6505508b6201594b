import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { awsAccounts } from "@/lib/db/schema/places";
import { makeAskedChecks } from "@/lib/worker/checks";
import type { WorldStatement } from "@/sandbox/world";
import { openScene, type Scene } from "../support/worker";
import { awsId, plainVpc, providerAccountId, tenantAccountId, twoAccounts } from "../support/world";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

/** A role of the account that the worker's own key may assume, with this policy. */
async function useRole(policy: { deny?: WorldStatement[]; allow?: WorldStatement[] }): Promise<void> {
  await scene.world.add({
    accounts: [
      {
        accountId: providerAccountId,
        name: "Provider",
        roles: [{ roleName: "worker", trustedAccountIds: [providerAccountId], ...policy }],
      },
    ],
  });
  await scene.db
    .update(awsAccounts)
    .set({ roleArn: `arn:aws:iam::${providerAccountId}:role/worker` })
    .where(eq(awsAccounts.id, scene.account.id));
}

async function check() {
  await scene.world.advance(1_000);
  await scene.db
    .update(awsAccounts)
    .set({ checkAskedAt: scene.world.now() })
    .where(eq(awsAccounts.id, scene.account.id));
  await makeAskedChecks(scene.worker.context);
  const [account] = await scene.db.select().from(awsAccounts).where(eq(awsAccounts.id, scene.account.id));
  const result = account?.checkResult;
  if (!result) throw new Error("No check was recorded.");
  return {
    ...result,
    checkedAt: account?.checkedAt,
    line: (name: string) => result.lines.find((line) => line.name === name),
    failed: result.lines.filter(({ result: outcome }) => outcome === "fail").map(({ name }) => name),
  };
}

it("passes with full rights, tries each change dry, changes nothing", async () => {
  await scene.sweep();
  const mark = await scene.world.mark();
  const found = await check();
  expect(found.accountId).toBe(providerAccountId);
  expect(found.failed).toEqual([]);
  expect(found.line("sts:GetCallerIdentity")?.result).toBe("pass");
  for (const name of ["CreateVpcPeeringConnection", "CreateRoute", "DeleteRoute"]) {
    expect(found.line(`ec2:${name}`)?.result).toBe("pass");
  }
  expect(found.line("quota: unanswered requests")?.message).toMatch(/^0 of AWS's default 25/);
  const writes = (await scene.world.journal(mark)).filter(({ action }) =>
    /^(Create|Delete|Modify)/.test(action),
  );
  expect(writes.length).toBeGreaterThan(0);
  expect(writes.every(({ params }) => params.DryRun === "true")).toBe(true);
  expect(await scene.world.peerings()).toEqual([]);
  const again = await scene.world.mark();
  await makeAskedChecks(scene.worker.context);
  expect(await scene.world.journal(again)).toEqual([]);
});

it("names each right that is missing", async () => {
  await useRole({
    deny: [
      { action: "ec2:CreateRoute" },
      { action: "ec2:DescribeSubnets" },
      { action: "ec2:CreateVpcPeeringConnection" },
    ],
  });
  const found = await check();
  expect(found.failed).toEqual(["ec2:DescribeSubnets", "ec2:CreateVpcPeeringConnection", "ec2:CreateRoute"]);
  expect(found.line("ec2:CreateRoute")?.message).toContain("The right ec2:CreateRoute is missing");
  expect(found.line("ec2:DeleteRoute")?.result).toBe("pass");
});

it("names the tag that a policy with tag conditions asks for", async () => {
  await useRole({
    allow: [
      { action: "ec2:Describe*" },
      { action: "ec2:CreateTags" },
      {
        action: "ec2:CreateVpcPeeringConnection",
        resourceGlob: "*:vpc/*",
        resourceTag: { "drawbridge:peerable": "true" },
      },
      { action: "ec2:CreateVpcPeeringConnection", resourceGlob: "*:vpc-peering-connection/*" },
      { action: "ec2:*Route", resourceTag: { "drawbridge:managed": "true" } },
    ],
  });
  const before = await check();
  expect(before.line("ec2:CreateVpcPeeringConnection")?.message).toContain(
    `put the tag drawbridge:peerable = true on ${scene.clusterVpcId}`,
  );
  expect(before.line("ec2:CreateRoute")?.message).toContain("drawbridge:managed = true");
  expect(before.line("ec2:DeleteVpcPeeringConnection")?.result).toBe("warn");

  await scene.world.act({
    act: "set-tag",
    resourceId: scene.clusterVpcId,
    key: "drawbridge:peerable",
    value: "true",
  });
  const after = await check();
  expect(after.line("ec2:CreateVpcPeeringConnection")).toMatchObject({ result: "pass" });
});

it("says that the credentials are another account's, and stops there", async () => {
  const { account } = await scene.installation.addAccount(tenantAccountId);
  await scene.db
    .update(awsAccounts)
    .set({ checkAskedAt: scene.world.now() })
    .where(eq(awsAccounts.id, account.id));
  await makeAskedChecks(scene.worker.context);
  const [row] = await scene.db.select().from(awsAccounts).where(eq(awsAccounts.id, account.id));
  expect(row?.checkResult?.lines).toMatchObject([{ name: "sts:GetCallerIdentity", result: "fail" }]);
  expect(row?.checkResult?.lines[0]?.message).toContain(
    `belong to account ${providerAccountId}, not to ${tenantAccountId}`,
  );
});

it("says that a role cannot be assumed", async () => {
  await scene.db
    .update(awsAccounts)
    .set({ roleArn: `arn:aws:iam::${providerAccountId}:role/absent` })
    .where(eq(awsAccounts.id, scene.account.id));
  const found = await check();
  expect(found.failed).toEqual(["sts:GetCallerIdentity"]);
  expect(found.lines).toHaveLength(1);
  expect(found.lines[0]?.message).toContain("cannot be assumed");
});

it("names a cluster's VPC that does not exist", async () => {
  await scene.world.act({ act: "delete-vpc", vpcId: scene.clusterVpcId });
  const found = await check();
  expect(found.line("cluster VPC")?.message).toContain(scene.clusterVpcId);
});

it("warns when a quota is nearly used up", async () => {
  const names = Array.from({ length: 20 }, (_, n) => `peer ${n}`);
  await scene.world.add(
    twoAccounts(
      [],
      names.map((name, n) => plainVpc(name, [`10.${100 + n}.0.0/16`])),
    ),
  );
  for (const name of names) {
    await scene.world.act({
      act: "create-peering",
      vpcId: scene.clusterVpcId,
      peerVpcId: awsId("vpc", name),
    });
  }
  const found = await check();
  expect(found.line("quota: unanswered requests")).toMatchObject({ result: "warn" });
  expect(found.line("quota: unanswered requests")?.message).toContain("20 of AWS's default 25");
  expect(found.line("quota: active peerings")).toMatchObject({ result: "pass" });
});
