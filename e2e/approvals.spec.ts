import { clusterVpcIds } from "@/bin/seeds/demo-world";
import { paths } from "@/lib/paths";
import { approvalPathOf, approve, expectState, requestConnection } from "./support/connections";
import { makeTenantVpc, routedTables } from "./support/networks";
import { addMember, choosePassword, joinSignedIn } from "./support/people";
import { sandbox } from "./support/sandbox";
import { password } from "./support/stack";
import { expect, test } from "./support/test";

test("an admin reads who asks, for what, why, and what approval will cause", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const network = await makeTenantVpc();
  const name = network.name("audited");
  const reason = "Auditors read the ledger.";
  await requestConnection(tenant, { cluster: "payments", network, name, reason, dnsResolution: true });

  await test.step("in the queue", async () => {
    await admin.goto(paths.approvals());
    const row = admin.getByRole("row", { name });
    await expect(row).toContainText(`payments to ${network.vpcId} in eu-central-1`);
    await expect(row).toContainText("Ana Acme, Acme");
    await expect(row).toContainText(reason);
    await expect(row).toContainText("4 calls: 2 routes in 2 tables");
    await expect(row).toContainText("Nothing stands in the way");
    await expect(row.getByRole("time")).toHaveAttribute("title", /\d{4}/);
  });

  await test.step("on its own page, call by call and route by route", async () => {
    await admin.getByRole("link", { name }).click();
    await expect(admin.getByRole("heading", { level: 1, name })).toBeVisible();
    const causes = admin.getByRole("region", { name: "What approval will cause" });
    for (const [call, times, when] of [
      ["ec2:CreateVpcPeeringConnection", "1", "Within seconds"],
      ["ec2:CreateRoute", "2", "After the tenant accepted"],
      ["ec2:ModifyVpcPeeringConnectionOptions", "1", "After the tenant accepted"],
    ] as const) {
      const row = causes.getByRole("row", { name: new RegExp(call) });
      await expect(row.getByRole("cell", { name: times, exact: true })).toBeVisible();
      await expect(row).toContainText(when);
    }
    for (const table of ["payments-private", "payments-public"]) {
      await expect(causes.getByRole("row", { name: new RegExp(table) })).toContainText(network.cidr);
    }
    const terms = admin.getByRole("region", { name: "What is asked for" });
    for (const value of [network.accountId, network.vpcId, network.cidr]) {
      await expect(terms.getByText(value, { exact: true })).toBeVisible();
    }
    await expect(admin.getByRole("region", { name: "Checks" })).toContainText("Nothing stands in the way");
  });

  await test.step("a denial needs a note", async () => {
    await admin.getByRole("button", { name: "Deny" }).click();
    await expect(admin.getByLabel("Note")).toHaveAccessibleDescription(/Say why/);
    await expect(admin.getByLabel("Note")).toBeFocused();
    await admin.getByLabel("Note").fill("Use the read replica's network instead.");
    await admin.getByRole("button", { name: "Deny" }).click();
    await expect(admin.getByText(/^Denied by Robin Provider/)).toBeVisible();
  });

  await test.step("the tenant reads it without loading the page again, and asks anew", async () => {
    await expectState(tenant, "Denied");
    await expect(tenant.getByText(/Use the read replica's network instead\./).first()).toBeVisible();
    await tenant.getByRole("link", { name: "Request again" }).click();
    await expect(tenant.getByLabel("Cluster", { exact: true }).locator("option:checked")).toContainText(
      "payments",
    );
    await expect(tenant.getByLabel("Account ID", { exact: true })).toHaveValue(network.accountId);
    await expect(tenant.getByLabel("VPC ID", { exact: true })).toHaveValue(network.vpcId);
    await expect(tenant.getByLabel("CIDR", { exact: true })).toHaveValue(network.cidr);
    await expect(tenant.getByLabel("Region", { exact: true })).toHaveValue(network.region);
    await expect(tenant.getByLabel("DNS resolution", { exact: true })).toBeChecked();
    await expect(tenant.getByLabel("Name", { exact: true })).toHaveValue(name);
    await expect(tenant.getByLabel("Reason", { exact: true })).toHaveValue(reason);
    await tenant.getByRole("button", { name: "Request connection" }).click();
    await expectState(tenant, "Waiting for approval");
  });
});

test("nobody decides what they asked for themselves", async ({ openAs, openSignedOut }) => {
  const admin = await openAs("admin");
  const both = await openSignedOut();
  const network = await makeTenantVpc();
  const name = network.name("own");
  const person = { email: `${name}@provider.test`, name: "Bo Both" };
  const ofProvider = await addMember(admin, { ...person, organization: "provider", role: "provider-admin" });
  const link = await addMember(admin, { ...person, organization: "acme", role: "operator" });
  await choosePassword(both, link, password);
  await joinSignedIn(both, ofProvider);
  await requestConnection(both, { cluster: "payments", network, name });
  const approval = await approvalPathOf(both);
  const connection = both.url();

  await test.step("their page of the request says why, and has no button to approve", async () => {
    await both.goto(approval);
    await expect(both.getByText(/nobody decides their own request/)).toBeVisible();
    await expect(both.getByRole("button", { name: "Approve" })).toHaveCount(0);
  });

  await test.step("a form that another admin opened does not help them", async () => {
    await admin.goto(approval);
    await expect(admin.getByRole("button", { name: "Approve" })).toBeVisible();
    const theirs = await admin.context().cookies();
    await admin.context().addCookies(await both.context().cookies());
    await admin.getByRole("button", { name: "Approve" }).click();
    await expect(admin.getByText(/nobody decides their own request/)).toBeVisible();
    await admin.context().addCookies(theirs);
  });

  await test.step("another admin decides", async () => {
    await admin.goto(approval);
    await admin.getByLabel("Note").fill("Ask for the other network.");
    await admin.getByRole("button", { name: "Deny" }).click();
    await expect(admin.getByText(/^Denied by Robin Provider/)).toBeVisible();
    await both.goto(connection);
    await expectState(both, "Denied");
  });
});

test("a request that is withdrawn meanwhile is not approved", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const watching = await openAs("admin");
  // Without scripts a page cannot follow what happens, as one that was opened long ago.
  const late = await openAs("admin", { javaScriptEnabled: false });
  const network = await makeTenantVpc();
  const name = network.name("withdrawn");
  await requestConnection(tenant, { cluster: "payments", network, name });
  const approval = await approvalPathOf(tenant);
  await watching.goto(approval);
  await late.goto(approval);
  await expect(watching.getByRole("button", { name: "Approve" })).toBeVisible();

  await tenant.getByRole("button", { name: "Withdraw request" }).click();
  await expectState(tenant, "Withdrawn");

  await expect(watching.getByText("The people who asked took it back before a decision.")).toBeVisible();
  await expect(watching.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await late.getByRole("button", { name: "Approve" }).click();
  await expect(late.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(
    late.getByText(/withdrawn by the people who asked|took it back before a decision/).first(),
  ).toBeVisible();
  await tenant.reload();
  await expectState(tenant, "Withdrawn");
});

test("an approval holds for exactly what was shown", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const network = await makeTenantVpc();
  await requestConnection(tenant, { cluster: "payments", network, name: network.name("bound") });
  const approval = await approvalPathOf(tenant);
  await admin.goto(approval);
  await admin.locator('input[name="termsDigest"]').evaluate((input: HTMLInputElement) => {
    input.value = input.value.split("").reverse().join("");
  });
  await admin.getByRole("button", { name: "Approve" }).click();
  await expect(
    admin.getByText("This request is not what it was when you looked; nothing was decided."),
  ).toBeVisible();
  await admin.goto(approval);
  await expect(admin.getByRole("button", { name: "Approve" })).toBeVisible();
});

test("what clashes by now is not approved, and the page says why", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const network = await makeTenantVpc("acme", "us-east-1");
  const other = await makeTenantVpc("acme", "us-east-1");
  await requestConnection(tenant, { cluster: "analytics", network, name: network.name("crossed") });
  const approval = await approvalPathOf(tenant);
  await requestConnection(tenant, { cluster: "analytics", network: other, name: other.name("beside") });

  const [table] = await routedTables(clusterVpcIds.analytics);
  const natGatewayId = "nat-0e2e0000000000001";
  await sandbox.act({ act: "create-route", routeTableId: table, destination: network.cidr, natGatewayId });
  // Approval of another has the cluster's route tables read at once instead of within a minute.
  await approve(admin, tenant);

  await admin.goto(approval);
  const checks = admin.getByRole("region", { name: "Checks" });
  await expect(checks).toContainText("Stands in the way");
  await expect(checks).toContainText(network.cidr);
  const button = admin.getByRole("button", { name: "Approve" });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/The checks above refuse this/);
  await expect(admin.getByRole("button", { name: "Deny" })).toBeEnabled();
});
