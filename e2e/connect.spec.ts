import { acmeAccountId, clusterVpcIds, tenantVpcs } from "@/bin/seeds/demo-world";
import { chooseOption } from "./support/forms";
import { destinationsOf, routesInto } from "./support/networks";
import { sandbox } from "./support/sandbox";
import { sandboxUrl } from "./support/stack";
import { expect, test } from "./support/test";

/** What the page claims of an active connection, and what it does not. */
const activeSentence = "Active. Your side's routes and security groups cannot be seen from here.";
const vpc = tenantVpcs.acmeDatabase;

test("a tenant connects a cluster to their VPC: asked, approved, sent, accepted, active, removed", async ({
  openAs,
}) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");

  await test.step("the tenant asks", async () => {
    await tenant.goto("/");
    await tenant.getByRole("link", { name: "Connections", exact: true }).first().click();
    await tenant.getByRole("link", { name: "Request connection" }).first().click();
    await chooseOption(tenant.getByLabel("Cluster", { exact: true }), "payments");
    await tenant.getByLabel("Account ID", { exact: true }).fill(acmeAccountId);
    await tenant.getByLabel("VPC ID", { exact: true }).fill(vpc.vpcId);
    await tenant.getByLabel("CIDR", { exact: true }).fill(vpc.cidr);
    await tenant.getByLabel("Region", { exact: true }).selectOption(vpc.region);
    await tenant.getByLabel("DNS resolution", { exact: true }).check();
    await tenant.getByLabel("Name", { exact: true }).fill("orders-database");
    await tenant.getByLabel("Reason", { exact: true }).fill("The orders database lives there.");
    await tenant.getByRole("button", { name: "Request connection" }).click();
    await expect(tenant.getByRole("heading", { level: 1, name: "orders-database" })).toBeVisible();
    await expect(tenant.getByText("Waiting for approval").first()).toBeVisible();
  });

  await test.step("the provider's admin approves what is shown", async () => {
    await admin.goto("/admin/approvals");
    await admin.getByRole("link", { name: "orders-database" }).click();
    await expect(admin.getByText("The orders database lives there.")).toBeVisible();
    await admin.getByLabel("Note").fill("Checked with the network team.");
    await admin.getByRole("button", { name: "Approve" }).click();
    await expect(admin.getByText("Approved").first()).toBeVisible();
  });

  let peeringId = "";
  await test.step("the request reaches AWS, and the page says so without a reload", async () => {
    await expect(tenant.getByText("Waiting for acceptance").first()).toBeVisible();
    await expect(tenant.getByText("Checked with the network team.").first()).toBeVisible();
    peeringId =
      (
        await tenant
          .getByText(/pcx-[0-9a-f]{17}/)
          .first()
          .innerText()
      ).match(/pcx-[0-9a-f]+/)?.[0] ?? "";
    await expect(tenant.getByText("aws ec2 accept-vpc-peering-connection").first()).toBeVisible();
  });

  await test.step("the tenant accepts in their AWS account", async () => {
    const aws = await tenant.context().newPage();
    await aws.goto(`${sandboxUrl}/_sandbox`);
    await aws
      .getByRole("button", { name: `Accept ${peeringId}` })
      .first()
      .click();
  });

  await test.step("it becomes active, with routes and our DNS half", async () => {
    await expect(tenant.getByText(activeSentence, { exact: true })).toBeVisible();
    expect(destinationsOf(await routesInto(clusterVpcIds.payments, peeringId))).toEqual([vpc.cidr, vpc.cidr]);
  });

  await test.step("a route that goes missing is shown, and put back", async () => {
    const [route] = await routesInto(clusterVpcIds.payments, peeringId);
    await sandbox.act({ act: "delete-route", ...route });
    await expect(tenant.getByText("Active, needs care").first()).toBeVisible();
    await expect(tenant.getByText(activeSentence, { exact: true })).toBeVisible({ timeout: 60_000 });
    expect(destinationsOf(await routesInto(clusterVpcIds.payments, peeringId))).toEqual([vpc.cidr, vpc.cidr]);
  });

  await test.step("the tenant removes it; nothing of ours is left", async () => {
    await tenant.getByRole("button", { name: "Remove connection" }).click();
    const dialog = tenant.getByRole("dialog");
    await expect(dialog).toContainText("orders-database");
    await dialog.getByRole("button", { name: "Remove connection" }).click();
    await expect(tenant.getByText("Removed", { exact: true }).first()).toBeVisible({ timeout: 60_000 });
    expect(await routesInto(clusterVpcIds.payments, peeringId)).toEqual([]);
  });
});
