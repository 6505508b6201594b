import { clusterVpcIds } from "@/bin/seeds/demo-world";
import { paths } from "@/lib/paths";
import {
  approve,
  awaitInvitation,
  connectionIdOf,
  expectState,
  requestConnection,
} from "./support/connections";
import { makeTenantVpc, routesInto } from "./support/networks";
import { sandbox } from "./support/sandbox";
import { expect, type Page, test } from "./support/test";

/** A line of the timeline, by what it says happened. */
const line = (page: Page, what: string | RegExp) =>
  page.getByRole("region", { name: "Timeline" }).getByRole("listitem").filter({ hasText: what });

/** The line carries the id under which AWS took the call that made this peering. */
async function expectRequestId(page: Page, what: string, action: string, peeringId: string): Promise<void> {
  const calls = (await sandbox.journal()).filter((call) => call.action === action && call.status === 200);
  const shown = /AWS request ([0-9a-f-]{36})/.exec(await line(page, what).first().innerText())?.[1];
  expect(shown, `the request id of ${peeringId}`).toBeTruthy();
  expect(calls.map(({ requestId }) => requestId)).toContain(shown);
}

test("rejected in AWS: said within seconds, and not sent again", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const network = await makeTenantVpc();
  const name = network.name("rejected");
  await requestConnection(tenant, { cluster: "payments", network, name });
  await approve(await openAs("admin"), tenant);
  const peeringId = await awaitInvitation(tenant);
  await sandbox.act({ act: "reject", vpcPeeringConnectionId: peeringId });

  await expectState(tenant, "Rejected");
  await expect(
    tenant.getByText(`Account ${network.accountId} rejected the invitation.`, { exact: false }).first(),
  ).toBeVisible();
  await expect(line(tenant, "Rejected by your account")).toBeVisible();
  await expectRequestId(tenant, "Send the invitation: done", "CreateVpcPeeringConnection", peeringId);
  await expect(tenant.getByRole("link", { name: "Request again" })).toBeVisible();
  await expect(tenant.getByRole("button", { name: "Remove connection" })).toHaveCount(0);

  await test.step("it stays in the list as history", async () => {
    await tenant.goto(paths.connections("acme", { search: name, state: "ended" }));
    await expect(tenant.getByRole("row", { name })).toContainText("Rejected");
  });
});

test("failed at AWS: the cause in plain words, and what to do", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const network = await makeTenantVpc();
  const nowhere = network.vpcId.replace("vpc-0e2e", "vpc-0bad");
  await requestConnection(tenant, {
    cluster: "payments",
    network: { ...network, vpcId: nowhere },
    name: network.name("nowhere"),
  });
  await approve(await openAs("admin"), tenant);

  await expectState(tenant, "Failed");
  const main = tenant.getByRole("main");
  await expect(
    main.getByText(/^AWS says this request failed\. Most often the account ID/).first(),
  ).toContainText(nowhere);
  await expect(
    main.getByText(/Compare these four values in your AWS console, then request again/).first(),
  ).toBeVisible();
  await expect(line(tenant, "Failed at AWS")).toBeVisible();
  await expectRequestId(tenant, "Send the invitation: done", "CreateVpcPeeringConnection", nowhere);
  await tenant.getByRole("link", { name: "Request again" }).click();
  await expect(tenant.getByLabel("VPC ID", { exact: true })).toHaveValue(nowhere);
});

test("deleted by the tenant in AWS while active: respected, and our routes taken back", async ({
  openAs,
}) => {
  const tenant = await openAs("tenant");
  const network = await makeTenantVpc();
  const name = network.name("deleted");
  await requestConnection(tenant, { cluster: "payments", network, name });
  const id = connectionIdOf(tenant);
  await approve(await openAs("admin"), tenant);
  const peeringId = await awaitInvitation(tenant);
  await sandbox.act({ act: "accept", vpcPeeringConnectionId: peeringId });
  await expectState(tenant, "Active");
  expect(await routesInto(clusterVpcIds.payments, peeringId)).toHaveLength(2);
  await expectRequestId(tenant, `Write route ${network.cidr}`, "CreateRoute", peeringId);

  await sandbox.act({ act: "delete", vpcPeeringConnectionId: peeringId, side: "accepter" });
  await expectState(tenant, "Removed");
  await expect(
    tenant.getByText(`The peering was deleted in account ${network.accountId}, on your side.`).first(),
  ).toBeVisible();
  await expect(line(tenant, "Removed by your account")).toBeVisible();
  await expectRequestId(tenant, `Delete route ${network.cidr}`, "DeleteRoute", peeringId);
  expect(await routesInto(clusterVpcIds.payments, peeringId)).toEqual([]);
  expect(connectionIdOf(tenant)).toBe(id);
});
