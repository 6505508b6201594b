import { acmeAccountId, providerAccountId, tenantVpcs } from "@/bin/seeds/demo-world";
import { paths } from "@/lib/paths";
import { approve, awaitInvitation, requestConnection } from "./support/connections";
import { type EmptyStack, startEmptyStack } from "./support/empty-stack";
import { chooseOption } from "./support/forms";
import { addMember, choosePassword, setPassword } from "./support/people";
import { sandboxAt } from "./support/sandbox";
import { expect, test } from "./support/test";

const chosen = "three small wooden bridges";
let stack: EmptyStack;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  stack = await startEmptyStack();
});
test.afterAll(() => stack?.stop());

/** Calls that change something in AWS; those that only ask whether they might do not. */
async function changesSent(): Promise<string[]> {
  const calls = await sandboxAt(stack.sandboxUrl).journal();
  return calls
    .filter(({ action, params }) => !/^(Describe|Get|AssumeRole)/.test(action) && params.DryRun !== "true")
    .map(({ action }) => action);
}

test("from an empty database to an invitation in AWS", async ({ openSignedOut }) => {
  test.setTimeout(240_000);
  const admin = await openSignedOut({ baseURL: stack.origin });
  const member = await openSignedOut({ baseURL: stack.origin });

  await test.step("a command makes the first admin, with a link that works once", async () => {
    const printed = await stack.run("admin:create", [
      "--email",
      "first@provider.test",
      "--name",
      "Fay First",
    ]);
    const link = /http\S+\/set-password\?token=\S+/.exec(printed)?.[0] ?? "";
    expect(link).toContain(stack.origin);
    await setPassword(admin, link, chosen);
    await expect(admin).toHaveURL(/\/admin\/approvals$/);
    await expect(admin.getByText("Nothing waits for you")).toBeVisible();
    await member.goto(link);
    await expect(member.getByText("This link was used already; it works once.")).toBeVisible();
    await expect(stack.run("admin:create", ["--email", "second@provider.test"])).rejects.toThrow(
      /has people already; nothing was made/,
    );
  });

  await test.step("the admin creates an organization", async () => {
    await admin.getByRole("link", { name: "Organizations" }).click();
    await admin.getByRole("link", { name: "Create organization" }).first().click();
    await admin.getByLabel("Name", { exact: true }).fill("Borealis");
    await admin.getByLabel("Address", { exact: true }).fill("admin");
    await admin.getByRole("button", { name: "Create organization" }).click();
    await expect(admin.getByLabel("Address", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expect(admin.getByLabel("Name", { exact: true })).toHaveValue("Borealis");
    await admin.getByLabel("Address", { exact: true }).fill("borealis");
    await admin.getByRole("button", { name: "Create organization" }).click();
    await expect(admin.getByRole("heading", { level: 1, name: "Borealis" })).toBeVisible();
  });

  await test.step("somebody is invited, who accepts with a password and finds no cluster yet", async () => {
    const person = { organization: "borealis", email: "olga@borealis.test", name: "Olga Operator" };
    const link = await addMember(admin, { ...person, role: "operator" });
    await choosePassword(member, link, chosen);
    await expect(member).toHaveURL(/\/borealis$/);
    await expect(member.getByText("No clusters yet")).toBeVisible();
  });

  let account = "";
  await test.step("an AWS account is registered, and only observed", async () => {
    await admin.goto(paths.accounts());
    await admin.getByRole("link", { name: "Register account" }).first().click();
    await admin.getByLabel("Account ID", { exact: true }).fill(providerAccountId);
    await admin.getByLabel("Name", { exact: true }).fill("Production");
    await admin.getByRole("button", { name: "Register account" }).click();
    await expect(admin.getByText("Choose at least one Region that clusters run in.")).toBeVisible();
    await admin.getByLabel(/eu-central-1/).check();
    await admin.getByRole("button", { name: "Register account" }).click();
    await expect(admin.getByRole("heading", { level: 1, name: "Production" })).toBeVisible();
    await expect(admin.getByText("Observes only")).toBeVisible();
    account = new URL(admin.url()).pathname;
  });

  await test.step("its check names rights, tags and quotas", async () => {
    const check = admin.getByRole("region", { name: "Check", exact: true });
    await check.getByRole("button", { name: "Check", exact: true }).click();
    await expect(check.getByText(/^(All \d+ passed|Nothing is missing|\d+ of \d+ failed)/)).toBeVisible();
    for (const right of [/GetCallerIdentity/, /CreateVpcPeeringConnection/, /CreateRoute/]) {
      await expect(check.getByRole("listitem").filter({ hasText: right }).first()).toBeVisible();
    }
    await expect(
      check.getByText(`arn:aws:iam::${providerAccountId}:user/drawbridge-worker`).first(),
    ).toBeVisible();
  });

  await test.step("tags of what was found propose clusters; one is registered", async () => {
    await admin.goto(paths.adminClusters());
    const proposals = admin.getByRole("region", { name: "Found, not registered" });
    await expect(proposals.getByRole("row", { name: /inventory/ })).toContainText("eu-central-1");
    await proposals.getByRole("link", { name: "Register payments" }).click();
    await expect(admin.getByLabel("Name", { exact: true })).toHaveValue("payments");
    await expect(admin.getByLabel("VPC", { exact: true }).locator("option:checked")).toContainText(
      "10.10.0.0/16",
    );
    await chooseOption(admin.getByLabel("Organization", { exact: true }), "Borealis");
    await admin.getByRole("radio", { name: /^Production/ }).check();
    await admin.getByLabel("Pod CIDRs", { exact: true }).fill("100.64.0.0/16");
    await admin.getByLabel("Service CIDRs", { exact: true }).fill("172.20.0.0/33");
    await admin.getByRole("button", { name: "Register cluster" }).click();
    await expect(admin.getByLabel("Service CIDRs", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expect(admin.getByLabel("Organization", { exact: true }).locator("option:checked")).toHaveText(
      "Borealis",
    );
    await expect(admin.getByLabel("VPC", { exact: true }).locator("option:checked")).toContainText(
      "10.10.0.0/16",
    );
    await expect(admin.getByLabel("Pod CIDRs", { exact: true })).toHaveValue("100.64.0.0/16");
    await admin.getByLabel("Service CIDRs", { exact: true }).fill("172.20.0.0/16");
    await admin.getByRole("button", { name: "Register cluster" }).click();
    await expect(admin.getByRole("heading", { level: 1, name: "payments" })).toBeVisible();
    await expect(admin.getByText("10.10.0.0/16").first()).toBeVisible();
  });

  await test.step("the member asks, the admin approves; the plan is shown and nothing is sent", async () => {
    await requestConnection(member, {
      organization: "borealis",
      cluster: "payments",
      network: { ...tenantVpcs.acmeDatabase, accountId: acmeAccountId },
      name: "orders-database",
    });
    await approve(admin, member);
    await expect(member.getByText("Left undone meanwhile:")).toBeVisible();
    await expect(member.getByText("Send the invitation").first()).toBeVisible();
    expect(await changesSent()).toEqual([]);
  });

  await test.step("the account is let act, and the invitation reaches AWS", async () => {
    await admin.goto(account);
    await expect(admin.getByRole("region", { name: "What would be sent" })).toContainText("orders-database");
    await admin.getByRole("button", { name: "Let it act" }).click();
    await expect(admin.getByText("Acts", { exact: true })).toBeVisible();
    const peeringId = await awaitInvitation(member);
    expect(peeringId).toMatch(/^pcx-/);
    expect(await changesSent()).toEqual(["CreateVpcPeeringConnection"]);
  });
});
