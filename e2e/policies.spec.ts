import { paths } from "@/lib/paths";
import { approvalPathOf, expectState, removeAgain, requestConnection } from "./support/connections";
import { makeTenantVpc } from "./support/networks";
import { addMember, choosePassword } from "./support/people";
import { switchOn, writeRule } from "./support/policies";
import { password } from "./support/stack";
import { expect, test } from "./support/test";

test("an admin starts from an example, tries the rule, switches it on, and a tenant is approved at once", async ({
  openAs,
}) => {
  const admin = await openAs("admin");
  const tenant = await openAs("tenant");
  const network = await makeTenantVpc();
  const name = network.name("partners");
  const rule = `Partners of ${network.cidr}`;

  await test.step("a request from before waits for a person", async () => {
    await requestConnection(tenant, { cluster: "payments", network, name, reason: "Before any rule." });
    await expectState(tenant, "Waiting for approval");
    await tenant.getByRole("button", { name: "Withdraw request" }).click();
    await expectState(tenant, "Withdrawn");
  });

  await test.step("the form reads the rule back while it is written", async () => {
    await admin.goto(paths.newPolicy({ example: "partner-accounts" }));
    const plain = admin.getByRole("region", { name: "In plain words" });
    await expect(plain).toContainText("every block lies within 10.0.0.0/8, without a person");
    await admin.getByLabel("Name", { exact: true }).fill(rule);
    await admin
      .getByLabel("Every block lies within", { exact: true })
      .fill(`${network.cidr.split("/")[0]}/33`);
    await admin.getByLabel(network.accountId, { exact: true }).check();
    await expect(plain).toContainText(`the AWS account is ${network.accountId}`);
  });

  await test.step("what is wrong is said beside its field, and nothing typed is lost", async () => {
    await admin.getByRole("button", { name: "Save rule" }).click();
    const within = admin.getByLabel("Every block lies within", { exact: true });
    await expect(within).toHaveAccessibleDescription(/no address block/);
    await expect(within).toBeFocused();
    await expect(admin.getByLabel("Name", { exact: true })).toHaveValue(rule);
    await expect(admin.getByLabel(network.accountId, { exact: true })).toBeChecked();
    await within.fill(network.cidr);
  });

  await test.step("the dry run says what it would have done, before anything is kept", async () => {
    await admin.getByRole("button", { name: "Try it" }).click();
    const dry = admin.getByRole("region", { name: "Dry run" });
    await expect(dry).toContainText("this would approve 1, refuse 0, ask for two on 0");
    const line = dry.getByRole("row", { name });
    await expect(line).toContainText("Withdrawn before anybody decided");
    await expect(line).toContainText("Approved by this rule");
    await expect(line).toContainText(`Every block (${network.cidr}) lies within ${network.cidr}.`);
    await dry.getByRole("button", { name: "Show differences only" }).click();
    await expect(dry.getByRole("button", { name: "Show all" })).toBeVisible();
    await expect(dry.getByRole("row", { name })).toBeVisible();
    await expect(admin.getByLabel("Name", { exact: true })).toHaveValue(rule);
  });

  await test.step("kept, it is off until it is switched on", async () => {
    await admin.getByRole("button", { name: "Save rule" }).click();
    await expect(admin.getByRole("heading", { level: 1, name: rule })).toBeVisible();
    await switchOn(admin);
  });

  const again = network.name("partners-again");
  await test.step("the tenant is approved at once, and the page names the rule and its version", async () => {
    await requestConnection(tenant, { cluster: "payments", network, name: again, reason: "With a rule." });
    await expect(
      tenant.getByRole("region", { name: "Facts" }).getByText(`Policy ${rule}, version 1`),
    ).toBeVisible();
    await expect(tenant.getByRole("region", { name: "Timeline" })).toContainText(`Policy ${rule}, version 1`);
    await expectState(tenant, "Waiting for acceptance");
    await removeAgain(tenant, tenant.url());
  });

  await test.step("a new version is told from the first, which the decision goes on naming", async () => {
    await admin.reload();
    await admin.getByLabel("Words", { exact: true }).fill("Known since autumn.");
    await admin.getByRole("button", { name: "Save new version" }).click();
    const versions = admin.getByRole("region", { name: "Versions" });
    await expect(versions).toContainText("Version 2");
    await expect(versions).toContainText("Known since autumn.");
    await tenant.reload();
    await expect(tenant.getByRole("region", { name: "Facts" })).toContainText(`Policy ${rule}, version 1`);
  });

  await test.step("the audit says that the rule did it", async () => {
    await admin.goto(paths.audit({ organization: "acme", verb: "requests.approve", search: rule }));
    const line = admin.getByRole("row").filter({ hasText: again });
    await expect(line).toContainText(`Policy ${rule}, version 1`);
  });

  await test.step("deleted, it decides nothing more", async () => {
    await admin.goto(paths.policies());
    await admin.getByRole("link", { name: rule, exact: true }).click();
    await admin.getByRole("button", { name: "Delete rule" }).click();
    const dialog = admin.getByRole("dialog");
    await expect(dialog).toContainText("It is in force");
    await dialog.getByRole("button", { name: "Delete rule" }).click();
    await expect(admin).toHaveURL(/\/admin\/policies$/);
    await expect(admin.getByRole("link", { name: rule, exact: true })).toHaveCount(0);
  });
});

test("a rule that refuses is named with its words, and what was entered can be used again", async ({
  openAs,
}) => {
  const admin = await openAs("admin");
  const tenant = await openAs("tenant");
  const network = await makeTenantVpc();
  const name = network.name("reserved");
  const rule = `Reserved ${network.cidr}`;
  await writeRule(admin, {
    name: rule,
    effect: "Always refuse",
    words: "This range is ours. Use 10.250.0.0/16 instead.",
    within: network.cidr,
  });
  await switchOn(admin);

  await requestConnection(tenant, { cluster: "payments", network, name, reason: "To be refused." });
  await expectState(tenant, "Denied");
  await expect(
    tenant.getByText(
      `Policy ${rule}, version 1, refuses this: This range is ours. Use 10.250.0.0/16 instead.`,
    ),
  ).toBeVisible();
  await tenant.getByRole("link", { name: "Request again" }).click();
  await expect(tenant.getByLabel("CIDR", { exact: true })).toHaveValue(network.cidr);
  await expect(tenant.getByLabel("Name", { exact: true })).toHaveValue(name);
  await admin.getByRole("button", { name: "Switch off" }).click();
  await expect(admin.getByRole("button", { name: "Switch on" })).toBeVisible();
});

test("a rule asks for two approvers, and two different people give it", async ({ openAs, openSignedOut }) => {
  const admin = await openAs("admin");
  const tenant = await openAs("tenant");
  const network = await makeTenantVpc();
  const name = network.name("by-two");
  const rule = `By two ${network.cidr}`;
  const email = `second-${network.vpcId}@provider.test`;
  const link = await addMember(admin, {
    organization: "provider",
    email,
    name: "Sam Second",
    role: "provider-admin",
  });
  const second = await openSignedOut();
  await choosePassword(second, link, password);

  await writeRule(admin, {
    name: rule,
    effect: "Ask for two approvers",
    words: "Looked at twice.",
    within: network.cidr,
  });
  const rulePath = new URL(admin.url()).pathname;
  await switchOn(admin);
  await requestConnection(tenant, { cluster: "payments", network, name, reason: "To be looked at twice." });
  await expect(
    tenant.getByText(
      `This request waits for two approvals: Policy ${rule}, version 1, asks for two people.`,
      {
        exact: false,
      },
    ),
  ).toBeVisible();

  const approval = await approvalPathOf(tenant);
  await admin.goto(approval);
  await expect(admin.getByText(`Policy ${rule}, version 1`).first()).toBeVisible();
  await admin.getByRole("button", { name: /^Approve/ }).click();
  await expectState(tenant, "Waiting for approval");
  await second.goto(approval);
  await second.getByRole("button", { name: /^Approve/ }).click();
  // Behind the invitations of other tests it may have to wait in the queue.
  await expect(tenant.locator("main header")).toContainText(/Queued|Waiting for acceptance/, {
    timeout: 45_000,
  });
  await removeAgain(tenant, tenant.url());

  await admin.goto(rulePath);
  await admin.getByRole("button", { name: "Switch off" }).click();
  await expect(admin.getByRole("button", { name: "Switch on" })).toBeVisible();
});

test("without scripts a rule is written, tried and switched on", async ({ openAs }) => {
  const admin = await openAs("admin", { javaScriptEnabled: false });
  const network = await makeTenantVpc();
  const rule = `Plain ${network.cidr}`;
  await admin.goto(paths.newPolicy({ example: "reserved-range" }));
  await admin.getByLabel("Name", { exact: true }).fill(rule);
  await admin.getByLabel("A block overlaps", { exact: true }).fill(network.cidr);
  await admin.getByRole("button", { name: "Try it" }).click();
  await expect(admin.getByRole("region", { name: "Dry run" })).toBeVisible();
  await expect(admin.getByLabel("Name", { exact: true })).toHaveValue(rule);
  await expect(admin.getByRole("region", { name: "In plain words" })).toContainText(network.cidr);
  await admin.getByRole("button", { name: "Save rule" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: rule })).toBeVisible();
  await switchOn(admin);
  await admin.getByRole("button", { name: "Switch off" }).click();
  await expect(admin.getByRole("button", { name: "Switch on" })).toBeVisible();
});
