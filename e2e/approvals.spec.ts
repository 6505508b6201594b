import { clusterVpcIds } from "@/bin/seeds/demo-world";
import { paths } from "@/lib/paths";
import { approvalPathOf, approve, expectState, removeAgain, requestConnection } from "./support/connections";
import { makeTenantVpc, routedTables } from "./support/networks";
import { addMember, choosePassword, joinSignedIn } from "./support/people";
import { switchOn, writeRule } from "./support/policies";
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
    await expect(row.getByRole("time").first()).toHaveAttribute("title", /\d{4}/);
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

test("the queue is narrowed by its address and worked by keys", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const network = await makeTenantVpc();
  const name = network.name("keyed");
  await requestConnection(tenant, { cluster: "payments", network, name });

  await test.step("by search and filters, which the address keeps", async () => {
    await admin.goto(paths.approvals());
    await admin.getByLabel("Search", { exact: true }).fill(name);
    await admin.getByLabel("Kind", { exact: true }).selectOption("connection");
    await admin.getByRole("button", { name: "Show" }).click();
    await expect(admin).toHaveURL(new RegExp(`search=${name}.*kind=connection`));
    await expect(admin.getByRole("row", { name })).toBeVisible();
    await admin.goto(paths.approvals({ search: name, kind: "exposure" }));
    await expect(admin.getByText("Nothing matches these filters")).toBeVisible();
  });

  await test.step("by keys, which never take what is typed", async () => {
    await admin.goto(paths.approvals({ search: name }));
    const search = admin.getByLabel("Search", { exact: true });
    await search.focus();
    await admin.keyboard.type("jxad?");
    await expect(search).toHaveValue(`jxad?${name}`);
    await search.blur();
    await admin.keyboard.press("j");
    await expect(admin.getByRole("link", { name })).toBeFocused();
    await admin.keyboard.press("?");
    await expect(admin.getByRole("dialog", { name: "Keys of this list" })).toBeVisible();
    await admin.keyboard.press("Escape");
    await expect(admin.getByRole("link", { name })).toBeFocused();
    await admin.keyboard.press("x");
    await expect(admin.getByLabel(`Choose ${name}`)).toBeChecked();
    await admin.keyboard.press("d");
    const dialog = admin.getByRole("dialog", { name: `Deny “${name}”?` });
    await dialog.getByLabel("Note").fill("Just jot down another network, and ask again.");
    await dialog.getByRole("button", { name: "Deny", exact: true }).click();
    await expect(admin.getByText("Nothing matches these filters")).toBeVisible();
  });
  await expectState(tenant, "Denied");
});

test("several of one risk are approved together, each by itself", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const networks = [await makeTenantVpc(), await makeTenantVpc()];
  const names = networks.map((network) => network.name("together"));
  const made: string[] = [];
  for (const [index, network] of networks.entries()) {
    await requestConnection(tenant, { cluster: "payments", network, name: names[index] ?? "" });
    made.push(tenant.url());
  }
  await admin.goto(paths.approvals({ search: "together" }));
  for (const name of names) await admin.getByLabel(`Choose ${name}`).check();
  await admin.getByRole("button", { name: "Look at the chosen ones together" }).click();
  for (const name of names) {
    const row = admin.getByRole("row", { name });
    await expect(row).toContainText("Will be approved");
    await expect(row.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
  }
  await admin.getByLabel("Note for all of them").fill("Known networks.");
  await admin.getByRole("button", { name: "Approve 2 requests" }).click();
  await expect(admin.getByText("2 of 2 approved.")).toBeVisible();
  for (const name of names) await expect(admin.getByText(`${name}: approved.`)).toBeVisible();
  await expect(admin.getByRole("link", { name: "Back to the queue" })).toBeVisible();
  for (const connection of made) await removeAgain(tenant, connection);
});

test("both sides write to each other about a request", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const network = await makeTenantVpc();
  await requestConnection(tenant, { cluster: "payments", network, name: network.name("discussed") });
  const approval = await approvalPathOf(tenant);
  await tenant.getByRole("link", { name: "Open the request" }).click();
  await expect(tenant.getByText("The provider decides")).toBeVisible();
  await admin.goto(approval);

  const write = async (page: typeof tenant, text: string) => {
    await page.getByLabel("Comment", { exact: true }).fill(text);
    await page.getByRole("button", { name: "Add comment" }).click();
    await expect(page.getByRole("region", { name: "Comments" })).toContainText(text);
  };
  await write(admin, "Is this the network behind the VPN?");
  const thread = tenant.getByRole("region", { name: "Comments" });
  await expect(thread).toContainText("Is this the network behind the VPN?");
  await expect(thread).toContainText("Robin Provider, Provider admin");
  await write(tenant, "Yes, and nothing else.");
  await expect(admin.getByRole("region", { name: "Comments" })).toContainText("Yes, and nothing else.");
});

test("an edit after approval asks anew, and the connection goes on until then", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const network = await makeTenantVpc();
  const name = network.name("edited");
  const more = network.cidr.replace(/^10\.(\d+)/, (_, second) => `10.${Number(second) + 8}`);
  await requestConnection(tenant, { cluster: "payments", network, name });
  const connection = tenant.url();
  await approve(admin, tenant);

  await tenant.goto(connection);
  await tenant.getByRole("link", { name: "Change connection" }).click();
  await tenant.getByLabel("CIDR", { exact: true }).fill("10.0.0.0");
  await tenant.getByRole("button", { name: "Ask for this change" }).click();
  await expect(tenant.getByLabel("CIDR", { exact: true })).toHaveAccessibleDescription(/no prefix length/);
  await tenant.getByLabel("CIDR", { exact: true }).fill(`${network.cidr}, ${more}`);
  await tenant.getByRole("button", { name: "Ask for this change" }).click();
  await expect(tenant.getByRole("heading", { level: 1, name: `Change ${name}` })).toBeVisible();
  await expect(tenant.getByRole("region", { name: "Comments" })).toContainText(
    `CIDR: ${network.cidr} → ${network.cidr}, ${more}`,
  );
  const request = new URL(tenant.url()).pathname.split("/").at(-1) ?? "";

  await tenant.goto(connection);
  await expect(tenant.getByText("A change of this connection waits for approval")).toBeVisible();
  await admin.goto(paths.approval(request));
  await expect(admin.getByRole("region", { name: "Risk" })).toContainText(`would also reach ${more}`);
  await admin.getByRole("button", { name: "Approve" }).click();
  await expect(admin.getByText(/^Approved by/)).toBeVisible();
  await expect(tenant.getByText("A change of this connection waits for approval")).toHaveCount(0);
  await expect(tenant.getByText(more, { exact: true }).first()).toBeVisible();
  await removeAgain(tenant, connection);
});

test("where a rule asks for two, one approval is not enough", async ({ openAs, openSignedOut }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const second = await openSignedOut();
  const network = await makeTenantVpc();
  const name = network.name("by-two");
  await writeRule(admin, { name, effect: "Ask for two approvers", within: network.cidr });
  await switchOn(admin);
  const person = { email: `${name}@provider.test`, name: "Sam Second" };
  const link = await addMember(admin, { ...person, organization: "provider", role: "provider-admin" });
  await choosePassword(second, link, password);

  await requestConnection(tenant, { cluster: "payments", network, name });
  const approval = await approvalPathOf(tenant);
  await admin.goto(approval);
  await admin.getByRole("button", { name: "Approve" }).click();
  const approvals = admin.getByRole("region", { name: "Approvals" });
  await expect(approvals).toContainText("1 of 2 people approved");
  await expect(admin.getByRole("button", { name: "Approve", exact: true })).toBeDisabled();
  await admin.getByRole("button", { name: "Take back my approval" }).click();
  await expect(approvals).toContainText("0 of 2 people approved");
  await admin.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(approvals).toContainText("1 of 2 people approved");

  await second.goto(paths.approvals({ search: name, second: "1" }));
  await expect(second.getByRole("row", { name })).toContainText("1 of 2 approvals");
  await second.goto(approval);
  await second.getByRole("button", { name: "Approve" }).click();
  await expect(second.getByText(/^Approved by Sam Second/)).toBeVisible();
  await removeAgain(tenant, tenant.url());
});

test("while an admin is away, what waits for them goes to a colleague", async ({ openAs, openSignedOut }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const network = await makeTenantVpc();
  const name = network.name("handed-over");
  const join = async (called: string) => {
    const page = await openSignedOut();
    const person = { email: `${called}-${name}@provider.test`, name: `${called} ${name}` };
    const link = await addMember(admin, { ...person, organization: "provider", role: "provider-admin" });
    await choosePassword(page, link, password);
    return page;
  };
  const wanda = await join("Wanda");
  const stan = await join("Stan");

  await test.step("they name who looks after it, and until when", async () => {
    await wanda.goto(paths.absences());
    await wanda
      .getByLabel("Who looks after what waits for you", { exact: true })
      .selectOption({ label: `Stan ${name}` });
    const back = new Date(Date.now() + 5 * 24 * 3_600_000).toISOString().slice(0, 10);
    await wanda.getByLabel("Day you are back", { exact: true }).fill(back);
    await wanda.getByRole("button", { name: "Hand over while away" }).click();
    const row = wanda.getByRole("row", { name: `Wanda ${name}` });
    await expect(row).toContainText(`Stan ${name}`);
    await expect(row).toContainText("Away now");
  });

  await requestConnection(tenant, { cluster: "payments", network, name });
  const connection = tenant.url();

  await test.step("the colleague finds it in the queue as the absent one's", async () => {
    await stan.goto(paths.approvals({ search: name, whose: "delegated" }));
    await expect(stan.getByRole("row", { name })).toContainText(`For Wanda ${name}, who is back`);
    // Nobody named anybody else.
    await admin.goto(paths.approvals({ search: name, whose: "delegated" }));
    await expect(admin.getByText("Nothing matches these filters")).toBeVisible();
  });

  await test.step("is told under the bell, and approves in their own name", async () => {
    const bell = stan.getByRole("button", { name: /^Notifications: \d+ unread/ });
    await expect(bell).toBeVisible();
    await bell.click();
    await stan.getByRole("button", { name: `Unread: Waiting for you: ${name}` }).click();
    await expect(stan).toHaveURL(/\/admin\/approvals\/[0-9a-f-]{36}$/);
    await expect(stan.getByText(`Wanda ${name}`)).toBeVisible();
    await stan.getByRole("button", { name: "Approve", exact: true }).click();
    await expect(stan.getByText(new RegExp(`^Approved by Stan ${name}`))).toBeVisible();
  });

  await test.step("and it ends as soon as they are back", async () => {
    await wanda.goto(paths.absences());
    const row = wanda.getByRole("row", { name: `Wanda ${name}` });
    await row.getByRole("button", { name: "I am back" }).click();
    await expect(row).toHaveCount(0);
    await stan.goto(paths.approvals());
    await expect(stan.getByText(`For Wanda ${name}`)).toHaveCount(0);
  });
  await removeAgain(tenant, connection);
});
