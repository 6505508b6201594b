import { paths } from "@/lib/paths";
import { approvalPathOf, connectionIdOf, expectState, fillRequest, reloadUntil } from "./support/connections";
import { makeTenantVpc } from "./support/networks";
import { sandbox } from "./support/sandbox";
import { signIn } from "./support/sign-in";
import { expect, test } from "./support/test";

test.use({ javaScriptEnabled: false });

test("a tenant and an admin do everything without JavaScript", async ({ openSignedOut }) => {
  const tenant = await openSignedOut();
  const admin = await openSignedOut();
  const network = await makeTenantVpc();
  const name = network.name("plain");
  const asked = { cluster: "payments", network, name, reason: "Billing reads from it.", dnsResolution: true };

  await test.step("both sign in", async () => {
    await signIn(tenant, "tenant");
    await expect(tenant).toHaveURL(/\/acme$/);
    await signIn(admin, "admin");
    await expect(admin).toHaveURL(/\/admin\/approvals$/);
  });

  await test.step("a mistake is told beside its field, and everything entered stays", async () => {
    await tenant.getByRole("link", { name: "Connections", exact: true }).first().click();
    await tenant.getByRole("link", { name: "Request connection" }).first().click();
    await fillRequest(tenant, { ...asked, network: { ...network, accountId: "12345678901" } });
    await tenant.getByRole("button", { name: "Request connection" }).click();

    const account = tenant.getByLabel("Account ID", { exact: true });
    await expect(account).toHaveAttribute("aria-invalid", "true");
    await expect(account).toHaveAccessibleDescription(/An AWS account ID has 12 digits; this has 11\./);
    await expect(account).toHaveValue("12345678901");
    await expect(tenant.getByLabel("Cluster", { exact: true }).locator("option:checked")).toContainText(
      "payments",
    );
    await expect(tenant.getByLabel("VPC ID", { exact: true })).toHaveValue(network.vpcId);
    await expect(tenant.getByLabel("CIDR", { exact: true })).toHaveValue(network.cidr);
    await expect(tenant.getByLabel("Region", { exact: true })).toHaveValue(network.region);
    await expect(tenant.getByLabel("DNS resolution", { exact: true })).toBeChecked();
    await expect(tenant.getByLabel("Name", { exact: true })).toHaveValue(name);
    await expect(tenant.getByLabel("Reason", { exact: true })).toHaveValue("Billing reads from it.");
  });

  await test.step("mended, it is sent and stands in the list", async () => {
    await tenant.getByLabel("Account ID", { exact: true }).fill(network.accountId);
    await tenant.getByRole("button", { name: "Request connection" }).click();
    await expect(tenant.getByRole("heading", { level: 1, name })).toBeVisible();
    await expectState(tenant, "Waiting for approval");
    await tenant.goto(paths.connections("acme", { search: name }));
    await expect(tenant.getByRole("row", { name: new RegExp(name) })).toContainText("Waiting for approval");
    await tenant.getByRole("link", { name }).click();
    await expect(tenant.getByText("Billing reads from it.").first()).toBeVisible();
  });

  await test.step("the admin approves", async () => {
    await admin.goto(await approvalPathOf(tenant));
    await expect(admin.getByText("Billing reads from it.")).toBeVisible();
    await admin.getByLabel("Note").fill("Go ahead.");
    await admin.getByRole("button", { name: "Approve" }).click();
    await expect(admin.getByText(/^Approved by/)).toBeVisible();
  });

  let peeringId = "";
  await test.step("the tenant sees it after loading the page again, with the steps to take", async () => {
    await reloadUntil(tenant, "Waiting for acceptance");
    await expect(tenant.getByText("Go ahead.").first()).toBeVisible();
    await expect(tenant.getByText("aws ec2 accept-vpc-peering-connection").first()).toBeVisible();
    peeringId = await tenant
      .getByText(/^pcx-[0-9a-f]{17}$/)
      .first()
      .innerText();
  });

  await test.step("accepted, it becomes active", async () => {
    await sandbox.act({ act: "accept", vpcPeeringConnectionId: peeringId });
    await reloadUntil(tenant, "Active");
  });

  await test.step("removing asks first, on a page of its own address", async () => {
    const before = tenant.url();
    await tenant.getByRole("button", { name: "Remove connection" }).click();
    await expect(tenant).toHaveURL(({ href }) => href.startsWith(`${before}?remove=1`));
    const dialog = tenant.getByRole("dialog", { name: `Remove ${name}?` });
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "Remove connection" }).click();
    await expect(tenant).toHaveURL(({ href }) => href.split("#")[0] === before);
    await reloadUntil(tenant, "Removed");
  });

  await test.step("another request is withdrawn while it waits", async () => {
    await tenant.getByRole("link", { name: "Request again" }).click();
    await expect(tenant.getByLabel("VPC ID", { exact: true })).toHaveValue(network.vpcId);
    await tenant.getByRole("button", { name: "Request connection" }).click();
    await expectState(tenant, "Waiting for approval");
    const id = connectionIdOf(tenant);
    await tenant.getByRole("button", { name: "Withdraw request" }).click();
    await expectState(tenant, "Withdrawn");
    expect(connectionIdOf(tenant)).toBe(id);
  });

  await test.step("signing out, too, is a plain form", async () => {
    await tenant.getByRole("button", { name: /theme and sign-out/ }).click();
    await tenant.getByRole("button", { name: "Sign out" }).click();
    await expect(tenant).toHaveURL(/\/sign-in/);
  });
});
